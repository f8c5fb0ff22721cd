/** A JSON Web Key (RFC 7517), as jose and WebCrypto export it. */
export interface VisitorJwk {
  readonly kty?: string | undefined;
}

/** A key of a pair: base64 as `ck visitor-key` prints it, PEM, or a JSON Web Key as an object or as JSON text. Ed25519 or P-256. */
export type VisitorKey = string | VisitorJwk;

/** The members of a key that count here. */
export interface Jwk {
  readonly kty: "OKP" | "EC";
  readonly crv: "Ed25519" | "P-256";
  readonly x: string;
  readonly y?: string;
  readonly d?: string;
  readonly kid?: string;
}

/** The algorithm of a key. Each kind of key has one. */
export function algorithmOf({ crv }: Pick<Jwk, "crv">): "EdDSA" | "ES256" {
  return crv === "Ed25519" ? "EdDSA" : "ES256";
}
