/** The claims that a token has for itself (RFC 7519 §4.1, and `sid`). A visitor has no key of these names. */
export const REGISTERED_CLAIMS: readonly string[] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid"];

/** What a token says besides the visitor. */
export interface TokenClaims {
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly sid: string | undefined;
}
