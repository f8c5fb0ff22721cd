import type { Environment } from "@ck/protocol";
import type { GenerateKeyPairOptions, SignatureOptions } from "@ck/signature";
import type { Sign } from "../emulated-bot.js";

/** How a vault creates keys. */
export interface KeyOptions {
  /** The size of new keys, and the source of their primes. Default: that of `generateKeyPair`, 2048/256 bits. */
  readonly keys?: Pick<GenerateKeyPairOptions, "modulusLength" | "divisorLength" | "parameters"> | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
}

/** What locks a vault's file: either of the two. */
export type VaultSecret =
  /** A text that a person knows. It is normalised to NFKC, so it does not matter how an accent was typed. */
  | { readonly passphrase: string; readonly keyFile?: undefined }
  /** The path of a file with a random key. It is created on first use, for its owner only. */
  | { readonly keyFile: string; readonly passphrase?: undefined };

/** Options of `openVault`. */
export type OpenVaultOptions = VaultSecret &
  KeyOptions & {
    /** How long to wait while another process writes, in ms. Default 15,000. */
    readonly waitMs?: number | undefined;
  };

/** A public key as the console shows it. */
export interface ShownKey {
  /** The first 16 hexadecimal digits of the SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly keyId: string;
  /** SubjectPublicKeyInfo in one line of Base64, as the console most likely shows it (docs/contract.md §5, grade I). */
  readonly base64: string;
  /** The same as PEM. */
  readonly pem: string;
  /** When it was created, in ISO 8601. */
  readonly created: string;
}

/** A current or former public key. */
export interface KeyRecord extends ShownKey {
  /** When the last environment stopped signing with it, in ISO 8601. Absent while one does. */
  readonly retired?: string;
  /** The environments that sign with it. */
  readonly environments: readonly Environment[];
}

/** Options of a vault's `signer`. */
export interface SignerOptions extends SignatureOptions {
  /** `"current"` (default), or `"previous"`: the key retired last, to check that a server rejects it. */
  readonly key?: "current" | "previous" | undefined;
}

/**
 * The keys of one bot, as the platform keeps them (docs/contract.md §5). Only public keys ever leave it.
 *
 * A vault opened from a folder holds no state of its own: each call reads the file, so processes can share it.
 * Each call can throw an `EmulatorError` with one of the `ERR_VAULT_…` codes.
 */
export interface Vault {
  /** Creates the first key pair, which signs in development at once. If there is one, nothing changes. */
  readonly secure: () => Promise<ShownKey>;
  /** Creates a new key pair, which signs in development at once. Production keeps its key until `deploy`. */
  readonly rotate: () => Promise<ShownKey>;
  /** Makes production sign with the key of development. */
  readonly deploy: () => Promise<ShownKey>;
  /** The public key for an environment's requests, if there is one yet. */
  readonly showKey: (environment: Environment) => Promise<ShownKey | undefined>;
  /** All public keys, the oldest first. */
  readonly history: () => Promise<readonly KeyRecord[]>;
  /** Creates the function that signs the exact bytes of a request. It looks the key up for each request. */
  readonly signer: (options?: SignerOptions) => Sign;
}
