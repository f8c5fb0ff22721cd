import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { EmulatorError } from "../../error.js";
import { codeOf, fileError } from "../files/file-error.js";
import { linkError, NO_FOLLOW, refuseLink } from "../files/refuse-link.js";
import { createExclusively } from "../files/write-file.js";

/** The file's single line: a marker, and 32 random bytes. */
const LINE = /^ck-vault-key-1 ([A-Za-z0-9+/]{43}=)\n?$/;

/** Throws if there is a key file that cannot be used. */
export async function checkKeyFile(file: string): Promise<void> {
  await read(file);
}

/** The 32 bytes of a key file that must exist. */
export async function readKeyFile(file: string): Promise<Uint8Array> {
  const secret = await read(file);
  if (secret !== undefined) return secret;
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_MISSING",
    `The vault exists, but its key file ${file} does not. Restore it from a backup: without it the keys in the vault are lost. To start over, move the vault file away.`,
  );
}

/** Creates a key file for its owner only. An existing one stays as it is. */
export async function makeKeyFile(file: string): Promise<void> {
  if ((await read(file)) !== undefined) return;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    // If another process was faster, its file is used.
    await createExclusively(file, `ck-vault-key-1 ${randomBytes(32).toString("base64")}\n`);
  } catch (cause) {
    throw fileError("The key file cannot be created", file, cause);
  }
}

async function read(file: string): Promise<Uint8Array | undefined> {
  if (isBesideVault(file)) {
    await refuseLink(path.dirname(path.resolve(file)));
    await refuseLink(file);
  }
  let text: string;
  try {
    const handle = await open(file, constants.O_RDONLY | (isBesideVault(file) ? NO_FOLLOW : 0));
    try {
      checkRights(file, (await handle.stat()).mode);
      // Anything longer than one line is not a key file.
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
      text = buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    if (codeOf(cause) === "ELOOP") throw linkError(file);
    throw fileError("The key file cannot be read", file, cause);
  }
  const [, secret] = LINE.exec(text) ?? [];
  if (secret !== undefined) return Buffer.from(secret, "base64");
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_WRONG",
    `${file} is not a key file: it must hold one line that begins with "ck-vault-key-1". Pass the right file, or a path that does not exist to have one created.`,
  );
}

/** Elsewhere a link is the user's own: secrets are mounted as links in many places. */
function isBesideVault(file: string): boolean {
  return path.basename(path.dirname(path.resolve(file))) === ".ck";
}

/** As ssh does. Windows has no such bits; a file in the user's profile belongs to that user alone. */
function checkRights(file: string, mode: number): void {
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_RIGHTS",
    `Other users can access the key file ${file} (mode ${(mode & 0o777).toString(8).padStart(4, "0")}). Run: chmod 600 ${quote(file)}. If somebody may have read it, rotate the key afterwards.`,
  );
}

function quote(file: string): string {
  return /^[\w./~-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
