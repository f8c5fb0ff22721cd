import { randomBytes } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { EmulatorError } from "../../error.js";
import { createExclusively } from "../files/write-file.js";
import { codeOf, fileError } from "../files/file-error.js";

/** The file's one line: what it is, and 32 random bytes. */
const LINE = /^ck-vault-key-1 ([A-Za-z0-9+/]{43}=)\n?$/;

/** Says so if a key file that is there cannot be used. */
export async function checkKeyFile(file: string): Promise<void> {
  await read(file);
}

/** The 32 bytes of a key file that must be there. */
export async function readKeyFile(file: string): Promise<Uint8Array> {
  const secret = await read(file);
  if (secret !== undefined) return secret;
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_MISSING",
    `There is a vault, and its key file ${file} is gone. Bring it back, from a backup say; without it the keys in the vault are lost. To begin anew, move the vault's file away.`,
  );
}

/** Makes a key file for its owner only; one that is there stays as it is. */
export async function makeKeyFile(file: string): Promise<void> {
  if ((await read(file)) !== undefined) return;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    // If another process was faster, its file counts.
    await createExclusively(file, `ck-vault-key-1 ${randomBytes(32).toString("base64")}\n`);
  } catch (cause) {
    throw fileError("The key file cannot be made", file, cause);
  }
}

async function read(file: string): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    const handle = await open(file, "r");
    try {
      checkRights(file, (await handle.stat()).mode);
      // More than a line is no key file, whatever it is.
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
      text = buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw fileError("The key file cannot be read", file, cause);
  }
  const [, secret] = LINE.exec(text) ?? [];
  if (secret !== undefined) return Buffer.from(secret, "base64");
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_WRONG",
    `${file} is no key file: it does not hold one line that begins with "ck-vault-key-1". Name the right file, or one that does not exist, to have it made.`,
  );
}

/** As ssh does. Windows has no such bits: there a file in the user's profile is the user's alone. */
function checkRights(file: string, mode: number): void {
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_RIGHTS",
    `Others than its owner can get at the key file ${file} (mode ${(mode & 0o777).toString(8).padStart(4, "0")}). Run: chmod 600 ${quote(file)}. If others could have read it, rotate the key after that.`,
  );
}

function quote(file: string): string {
  return /^[\w./~-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
