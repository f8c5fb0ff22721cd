/**
 * The headers of every answer.
 *
 * What a webhook answers is hostile to the page. Should something of it ever become an element, the policy lets no script run but the page's own file,
 * and lets nothing be fetched, framed or posted. Pictures are the exception: options and messages carry their URLs, and what they look like is what
 * the author wants to see. They come from `https:`, from a `data:` URL (an image runs no script), or from the origin of the webhook itself, which in
 * development is mostly plain HTTP on the author's own machine; from no other server on that machine. The page asks for them without a referrer.
 *
 * @param webhookUrl where the bot's server is
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
