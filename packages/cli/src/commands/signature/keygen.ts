import { existsSync } from "node:fs";
import { exportPublicKey, generateKeyPair, importPublicKey } from "@ck/signature";
import { Option, type Command } from "commander";
import { perform, type Context, type JsonFlag, type Run } from "../../context.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import { withExamples, withJson } from "../../flags.js";
import { passphraseFrom } from "../../project/open-vault.js";
import { fileExists, writeOnce } from "../../project/write-once.js";
import { askPassphrase } from "../../terminal/ask-passphrase.js";

interface KeygenFlags extends JsonFlag {
  readonly out: string;
  readonly size: string;
  readonly encrypt?: boolean;
}

/** Adds `ck keygen`. */
export function addKeygen(program: Command, context: Context): void {
  const command = program
    .command("keygen")
    .summary("create a DSA key pair in two files")
    .description(
      "Creates a DSA key pair. The private key goes to a file that only its owner can read, and is never printed; the public key goes to a second file and is printed.",
    )
    .requiredOption("--out <file>", "the file of the private key; the public key goes to <file>.pub")
    .addOption(
      new Option("--size <size>", "modulus and divisor length, in bits")
        .choices(["1024/160", "2048/224", "2048/256", "3072/256"])
        .default("2048/256"),
    )
    .option("--encrypt", "encrypt the private key with CK_PASSPHRASE, or else ask for a passphrase");
  withExamples(withJson(command), [
    ["ck keygen --out test-key.pem", "writes test-key.pem and test-key.pem.pub"],
    ["ck keygen --out old.pem --size 1024/160", "the size that Java 8 generates"],
  ]).action((flags: KeygenFlags) => perform(context, flags, (run) => keygen(flags, run)));
}

async function keygen({ out, size, encrypt = false }: KeygenFlags, { terminal, output }: Run): Promise<ExitCode> {
  // Check both before the work, or the private key could be left without its public key.
  const taken = [out, `${out}.pub`].find((file) => existsSync(file));
  if (taken !== undefined) throw fileExists(taken);
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
  output.say(`${out}      the private key${encrypt ? ", encrypted" : ""}, readable by its owner only`);
  output.say(`${out}.pub  the public key ${keyId}, ${size} bits\n\n${base64}`);
  return EXIT_CODES.ok;
}
