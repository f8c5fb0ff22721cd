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
export function securityHeaders(webhookUrl: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `img-src 'self' https: data: ${new URL(webhookUrl).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types ck-markup",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
  };
}
