import type { Environment } from "@ck/protocol";
import type { GenerateKeyPairOptions, SignatureOptions } from "@ck/signature";
import type { Sign } from "../emulated-bot.js";

/** What locks a vault: one of the two. */
export type VaultSecret =
  /** A text that a person knows. It is compared in Unicode's NFKC, so that it does not matter how an accent was typed. */
  | { readonly passphrase: string; readonly keyFile?: undefined }
  /** The path of a file with a random key, from the working directory. It is made at the first use, for its owner only. */
  | { readonly keyFile: string; readonly passphrase?: undefined };

/** Options of `openVault`. */
export type OpenVaultOptions = VaultSecret & {
  /** The size of new keys, and where their primes come from. Default: as `generateKeyPair` of `@ck/signature`, 2048/256 bits. */
  readonly keys?: Pick<GenerateKeyPairOptions, "modulusLength" | "divisorLength" | "parameters"> | undefined;
  /** The clock. Default: the system's. */
  readonly now?: (() => Date) | undefined;
  /** How long to wait while another process writes, in ms. Default 15,000. */
  readonly waitMs?: number | undefined;
};

/** A public key as the console shows it. */
export interface ShownKey {
  /** The first 16 hexadecimal digits of the SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly keyId: string;
  /** SubjectPublicKeyInfo in one line of Base64, as the console most likely prints it (contract §5, grade I). */
  readonly base64: string;
  /** The same in PEM. */
  readonly pem: string;
  /** When it was made, in ISO 8601. */
  readonly created: string;
}

/** A public key of the past or the present. */
export interface KeyRecord extends ShownKey {
  /** When the last environment stopped to sign with it, in ISO 8601. Absent while one does. */
  readonly retired?: string;
  /** The environments that sign with it. */
  readonly environments: readonly Environment[];
}

/** Options of a vault's `signer`. */
export interface SignerOptions extends SignatureOptions {
  /** `"current"` (default), or `"previous"`: the key that was retired last, to see that a server refuses it. */
  readonly key?: "current" | "previous" | undefined;
}

/**
 * The keys of one bot, as the platform keeps them (contract §5): both halves encrypted, and only the public one is ever shown.
 *
 * It holds no state of its own: each call reads the file, so several processes can share a vault. Each call can throw an `EmulatorError` with
 * one of the `ERR_VAULT_…` codes.
 */
export interface Vault {
  /** The folder that it is in. */
  readonly folder: string;
  /** Makes the first key pair, which signs in development at once. Where there is one, nothing changes. */
  readonly secure: () => Promise<ShownKey>;
  /** Makes a new pair, which signs in development at once; production keeps its key until `deploy`. */
  readonly rotate: () => Promise<ShownKey>;
  /** Lets production sign with the key of development from now on. */
  readonly deploy: () => Promise<ShownKey>;
  /** The public key that an environment's requests are signed with, if there is one yet. */
  readonly showKey: (environment: Environment) => Promise<ShownKey | undefined>;
  /** All public keys that there have been, the oldest first. */
  readonly history: () => Promise<readonly KeyRecord[]>;
  /** What signs the exact bytes of a request. It looks up the key at each call, so it need not be made anew after a rotation. */
  readonly signer: (options?: SignerOptions) => Sign;
}
