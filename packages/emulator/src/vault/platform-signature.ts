import type { SignatureOptions } from "@ck/signature";

/**
 * How the platform is taken to sign: SHA-256 over the exact bytes, DER, Base64. None of it is documented (contract §5, grade ?); this is the one
 * place to change it, and a definition's `dialect.signature` overrides it.
 *
 * @example
 * ```ts
 * import { PLATFORM_SIGNATURE } from "@ck/emulator";
 *
 * console.log(PLATFORM_SIGNATURE.hash); // sha256
 * ```
 */
export const PLATFORM_SIGNATURE: Required<{ [K in keyof SignatureOptions]: NonNullable<SignatureOptions[K]> }> = {
  hash: "sha256",
  format: "der",
  encoding: "base64",
};
