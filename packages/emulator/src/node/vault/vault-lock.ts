/** How a vault is locked, with the parameters needed to open it. Stored in the file as it is. */
export type VaultLock =
  | {
      readonly kind: "passphrase";
      readonly kdf: "scrypt";
      /** `N`, a power of two: the work of one guess. */
      readonly cost: number;
      /** `r` */
      readonly blockSize: number;
      /** `p` */
      readonly parallelization: number;
      /** Base64. */
      readonly salt: string;
    }
  | { readonly kind: "key-file"; readonly kdf: "hkdf-sha256"; readonly salt: string };

/** 128 MB and about 0.4 s per guess (RFC 7914; the strongest setting of OWASP's list). */
export const SCRYPT: Omit<Extract<VaultLock, { readonly kind: "passphrase" }>, "salt"> = {
  kind: "passphrase",
  kdf: "scrypt",
  cost: 2 ** 17,
  blockSize: 8,
  parallelization: 1,
};

/** Reads a lock from a file, its keys in a fixed order. Bounded: a forged file must not take all memory or all day. */
export function parseLock(value: unknown): VaultLock | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, kdf, cost, blockSize, parallelization, salt } = value as Record<string, unknown>;
  if (typeof salt !== "string" || Buffer.from(salt, "base64").length < 16) return undefined;
  if (kind === "key-file") return kdf === "hkdf-sha256" ? { kind, kdf, salt } : undefined;
  if (kind !== "passphrase" || kdf !== "scrypt") return undefined;
  if (!isBetween(cost, 2 ** 10, 2 ** 20) || !Number.isInteger(Math.log2(cost))) return undefined;
  if (!isBetween(blockSize, 1, 16) || !isBetween(parallelization, 1, 4)) return undefined;
  return { kind, kdf, cost, blockSize, parallelization, salt };
}

function isBetween(value: unknown, low: number, high: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}
