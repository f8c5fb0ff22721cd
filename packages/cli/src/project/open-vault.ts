import path from "node:path";
import { isEmulatorError, openVault, type Vault } from "@ck/emulator";
import type { ProjectFlags } from "../flags.js";
import { askPassphrase } from "../terminal/ask-passphrase.js";
import type { Terminal } from "../terminal/terminal.js";

/** Where a project's vault is. */
export function vaultFolder({ config, vault }: ProjectFlags): string {
  return vault ?? path.join(path.dirname(config), ".ck");
}

/** Where its key file is, or would be. */
export function keyFileOf(flags: ProjectFlags): string {
  return flags.keyFile ?? path.join(vaultFolder(flags), "vault.key");
}

/**
 * Opens a project's vault with what it is locked with: `CK_PASSPHRASE`, the key file, or a passphrase that is asked for.
 *
 * @throws EmulatorError `ERR_VAULT_…`; CliError `ERR_SETUP` where a passphrase is needed and nobody can be asked
 */
export async function openProjectVault(flags: ProjectFlags, terminal: Terminal): Promise<Vault> {
  const folder = vaultFolder(flags);
  const keyFile = keyFileOf(flags);
  const passphrase = passphraseFrom(terminal);
  try {
    return await openVault(folder, passphrase === undefined ? { keyFile } : { passphrase });
  } catch (error) {
    if (!isEmulatorError(error) || error.code !== "ERR_VAULT_LOCK_KIND") throw error;
    // The vault knows best what it is locked with: CK_PASSPHRASE may be set for another one.
    if (passphrase !== undefined) return openVault(folder, { keyFile });
    return openVault(folder, { passphrase: await askPassphrase(terminal, "Passphrase of the vault:") });
  }
}

/** What the environment says; an empty variable counts as none. */
export function passphraseFrom({ env }: Terminal): string | undefined {
  const passphrase = env["CK_PASSPHRASE"];
  return passphrase === "" ? undefined : passphrase;
}
