import type { SignatureOptions } from "@ck/signature";

/**
 * How the platform is assumed to sign: SHA-256 over the exact bytes, DER, Base64. None of it is documented
 * (docs/contract.md §5, grade ?). A definition's `dialect.signature` overrides it.
 */
export const PLATFORM_SIGNATURE: Required<{ [K in keyof SignatureOptions]: NonNullable<SignatureOptions[K]> }> = {
  hash: "sha256",
  format: "der",
  encoding: "base64",
};
