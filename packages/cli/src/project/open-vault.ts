import path from "node:path";
import { isEmulatorError, openVault, type Vault } from "@ck/emulator";
import type { ProjectFlags } from "../flags.js";
import { askPassphrase } from "../terminal/ask-passphrase.js";
import type { Terminal } from "../terminal/terminal.js";

/** The folder of a project's vault. */
export function vaultFolder({ config, vault }: ProjectFlags): string {
  return vault ?? path.join(path.dirname(config), ".ck");
}

/** The path of its key file. */
export function keyFileOf(flags: ProjectFlags): string {
  return flags.keyFile ?? path.join(vaultFolder(flags), "vault.key");
}

/**
 * Opens a project's vault with `CK_PASSPHRASE`, its key file, or a passphrase that is asked for.
 *
 * @throws {@link EmulatorError} `ERR_VAULT_…`
 * @throws {@link CliError} `ERR_SETUP`: a passphrase is needed and there is no terminal
 */
export async function openProjectVault(flags: ProjectFlags, terminal: Terminal): Promise<Vault> {
  const folder = vaultFolder(flags);
  const keyFile = keyFileOf(flags);
  const passphrase = passphraseFrom(terminal);
  try {
    return await openVault(folder, passphrase === undefined ? { keyFile } : { passphrase });
  } catch (error) {
    if (!isEmulatorError(error) || error.code !== "ERR_VAULT_LOCK_KIND") throw error;
    // CK_PASSPHRASE may be set for another vault.
    if (passphrase !== undefined) return openVault(folder, { keyFile });
    return openVault(folder, { passphrase: await askPassphrase(terminal, "Passphrase of the vault:") });
  }
}

/** Reads `CK_PASSPHRASE`; an empty one counts as unset. */
export function passphraseFrom({ env }: Terminal): string | undefined {
  const passphrase = env["CK_PASSPHRASE"];
  return passphrase === "" ? undefined : passphrase;
}
