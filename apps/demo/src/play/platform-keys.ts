import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isEmulatorError, openVault, type Vault } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import { SetupError } from "../program/setup-error.js";

/** The platform's keys for the leave bot. */
export interface PlatformKeys {
  readonly vault: Vault;
  /** Where the vault is. */
  readonly folder: string;
  /** The public keys for the servers, as the console shows them. */
  readonly publicKey: Readonly<Record<Environment, string>>;
  close(): Promise<void>;
}

/**
 * Opens the vault in a folder, or in a temporary one. Makes and deploys keys if it has none.
 * @throws SetupError if the vault cannot be used
 */
export async function openPlatformKeys(folder?: string): Promise<PlatformKeys> {
  if (folder !== undefined) return open(folder, () => Promise.resolve());
  const temporary = await mkdtemp(path.join(tmpdir(), "ck-demo-vault-"));
  const remove = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  try {
    return await open(temporary, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function open(folder: string, close: () => Promise<void>): Promise<PlatformKeys> {
  try {
    const vault = await openVault(folder, { keyFile: path.join(folder, "vault.key") });
    const development = await vault.secure();
    const production = (await vault.showKey("production")) ?? (await vault.deploy());
    return { vault, folder, publicKey: { development: development.base64, production: production.base64 }, close };
  } catch (error) {
    if (!isEmulatorError(error)) throw error;
    throw new SetupError(`The vault in ${folder} cannot be used. ${error.message}`, { cause: error });
  }
}
