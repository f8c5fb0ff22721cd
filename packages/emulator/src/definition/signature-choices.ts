import type { Hash, SignatureEncoding, SignatureFormat } from "@ck/signature";

export const HASHES: readonly Hash[] = ["sha1", "sha224", "sha256", "sha384", "sha512"];
export const SIGNATURE_FORMATS: readonly SignatureFormat[] = ["der", "p1363"];
export const SIGNATURE_ENCODINGS: readonly SignatureEncoding[] = ["base64", "base64url", "hex"];
