import { importPrivateKey, isSignatureError, type PrivateKey } from "@ck/signature";
import { askPassphrase } from "../../terminal/ask-passphrase.js";
import { readInput } from "../../terminal/read-input.js";
import type { Terminal } from "../../terminal/terminal.js";
import { passphraseFrom } from "../open-vault.js";

/**
 * Reads a private key from a file. An encrypted one is opened with `CK_PASSPHRASE` or a passphrase that is asked for.
 *
 * @throws {@link SignatureError} the key cannot be used
 * @throws {@link CliError} `ERR_SETUP`: the file cannot be read, or there is no passphrase
 */
export async function readPrivateKey(file: string, terminal: Terminal): Promise<PrivateKey> {
  const bytes = await readInput(file, terminal);
  const passphrase = passphraseFrom(terminal);
  try {
    return importPrivateKey(bytes, { passphrase });
  } catch (error) {
    if (!isSignatureError(error) || error.code !== "ERR_PASSPHRASE_MISSING") throw error;
    return importPrivateKey(bytes, { passphrase: await askPassphrase(terminal, "Passphrase of the key:") });
  }
}
