import { checkOptions } from "../../check-options.js";
import { EmulatorError } from "../../error.js";
import { createVault } from "../../vault/create-vault.js";
import type { OpenVaultOptions, Vault } from "../../vault/vault.js";
import { createKeyDerivation } from "./key-derivation.js";
import { openVaultFile } from "./vault-file.js";

const OPTIONS = {
  passphrase: true,
  keyFile: true,
  keys: true,
  now: true,
  waitMs: true,
} satisfies Record<keyof OpenVaultOptions, true>;

/**
 * Opens the vault in a folder. If there is none, the first `secure()` creates it.
 *
 * Both halves of each key pair are encrypted with AES-256-GCM; the key comes from scrypt of the passphrase, or from the
 * key file. The file belongs to its owner only, is replaced in one step, and can be shared by several processes. A
 * damaged file is renamed, never overwritten. Symbolic links are refused.
 *
 * @param folder - usually `.ck`; created if it does not exist
 * @param options - `passphrase` or `keyFile`
 * @throws {@link EmulatorError} `ERR_INVALID_OPTION`, or one of the `ERR_VAULT_…` codes but `ERR_VAULT_NO_KEY`
 * @example
 * ```ts
 * import { openVault } from "@ck/emulator";
 *
 * const vault = await openVault(".ck", { keyFile: ".ck/vault.key" });
 * const { base64 } = await vault.secure();
 * console.log(base64); // the public key, for the server
 * ```
 */
export async function openVault(folder: string, options: OpenVaultOptions): Promise<Vault> {
  checkOptions(options, OPTIONS, "openVault");
  checkSecret(options);
  const derivation = createKeyDerivation(options);
  const file = openVaultFile({ folder, derivation, waitMs: options.waitMs ?? 15_000 });
  // Now rather than at the first request.
  await derivation.check();
  await file.read();
  return createVault(file, options);
}

function checkSecret({ passphrase, keyFile }: { readonly passphrase?: unknown; readonly keyFile?: unknown }): void {
  const given = [passphrase, keyFile].filter((value) => value !== undefined);
  if (given.length === 1 && given.every((value) => typeof value === "string" && value !== "")) return;
  throw new EmulatorError(
    "ERR_INVALID_OPTION",
    "A vault needs either a passphrase or a key file. Pass one of the two, as a text that is not empty.",
  );
}
