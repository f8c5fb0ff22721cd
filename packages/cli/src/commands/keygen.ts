import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { exportPublicKey, generateKeyPair, importPublicKey } from "@ck/signature";
import { Option, type Command } from "commander";
import { perform, type Context, type JsonFlag, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { withExamples, withJson } from "../flags.js";
import { passphraseFrom } from "../project/open-vault.js";
import { askPassphrase } from "../terminal/ask-passphrase.js";

interface KeygenFlags extends JsonFlag {
  readonly out: string;
  readonly size: string;
  readonly encrypt?: boolean;
}

/** `ck keygen` */
export function addKeygen(program: Command, context: Context): void {
  const command = program
    .command("keygen")
    .summary("make a DSA key pair in two files")
    .description(
      "Makes a DSA key pair. The private key goes to a file for its owner only, and is never printed; the public key goes to a second file, and is shown.",
    )
    .requiredOption("--out <file>", "the private key's file; the public key's gets .pub at its end")
    .addOption(
      new Option("--size <size>", "modulus and divisor, in bits")
        .choices(["1024/160", "2048/224", "2048/256", "3072/256"])
        .default("2048/256"),
    )
    .option("--encrypt", "encrypt the private key with CK_PASSPHRASE, or with a passphrase that is asked for");
  withExamples(withJson(command), [
    ["ck keygen --out test-key.pem", "test-key.pem and test-key.pem.pub"],
    ["ck keygen --out old.pem --size 1024/160", "as Java 8 makes them"],
  ]).action((flags: KeygenFlags) => perform(context, flags, (run) => keygen(flags, run)));
}

async function keygen({ out, size, encrypt = false }: KeygenFlags, { terminal, output }: Run): Promise<ExitCode> {
  // Both, and before the work: else the private key would be left without its public one.
  const taken = [out, `${out}.pub`].find((file) => existsSync(file));
  if (taken !== undefined) throw isThere(taken);
  const [modulusLength, divisorLength] = size.split("/").map(Number);
  const passphrase = encrypt
    ? (passphraseFrom(terminal) ?? (await askPassphrase(terminal, "A passphrase for the key:")))
    : undefined;
  const { publicKey, privateKey } = await generateKeyPair({ modulusLength, divisorLength, passphrase });
  await writeOnce(out, privateKey, 0o600);
  await writeOnce(`${out}.pub`, publicKey, 0o644);
  const { keyId } = importPublicKey(publicKey);
  const base64 = exportPublicKey(publicKey, "base64");
  output.give({
    keyId,
    size,
    privateKeyFile: out,
    publicKeyFile: `${out}.pub`,
    encrypted: encrypt,
    base64,
    pem: publicKey,
  });
  output.say(`${out}      the private key${encrypt ? ", encrypted" : ""}, for its owner only`);
  output.say(`${out}.pub  the public key ${keyId}, ${size} bits\n\n${base64}`);
  return EXIT_CODES.ok;
}

/** A key that is there is never overwritten. */
async function writeOnce(file: string, text: string, mode: number): Promise<void> {
  try {
    const handle = await open(file, "wx", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") throw isThere(file);
    throw new CliError("ERR_SETUP", `${file} cannot be written (${String(code)}).`, { cause });
  }
}

function isThere(file: string): CliError {
  return new CliError("ERR_SETUP", `${file} is there already, and is not overwritten. Choose another name.`);
}
