import type { Hash, SignatureEncoding, SignatureFormat } from "@ck/signature";

/** The hashes that a definition can name. */
export const HASHES: readonly Hash[] = ["sha1", "sha224", "sha256", "sha384", "sha512"];
/** How `r` and `s` can be put into bytes. */
export const SIGNATURE_FORMATS: readonly SignatureFormat[] = ["der", "p1363"];
/** How these bytes can be put into the header. */
export const SIGNATURE_ENCODINGS: readonly SignatureEncoding[] = ["base64", "base64url", "hex"];
