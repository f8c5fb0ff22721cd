import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/**
 * The headers of every answer.
 *
 * The page treats a webhook's answers as hostile. Even if part of one became an element, the policy allows no script but
 * the page's own file, and no fetch, frame or form. Pictures are the exception, since the author wants to see them. They
 * come from `https:`, from a `data:` URL (an image runs no script), or from the webhook's own origin, which in
 * development is usually plain HTTP on the author's machine; from no other server on that machine. They are requested
 * without a referrer.
 *
 * @param webhookUrl - the address of the bot's server
 */
export function securityHeaders(webhookUrl: string): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", "https:", "data:", new URL(webhookUrl).origin],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["ck-markup"],
    },
    permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
    xFrameOptions: "DENY",
    // The desk speaks plain HTTP, on this machine only.
    strictTransportSecurity: false,
  });
}
