import { existsSync } from "node:fs";
import type { Command } from "commander";
import { perform, type Context, type JsonFlag, type Run } from "../../context.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import { withExamples, withJson } from "../../flags.js";
import { fileExists, writeOnce } from "../../project/write-once.js";

interface VisitorKeyFlags extends JsonFlag {
  readonly out: string;
}

/** Adds `ck visitor-key`. */
export function addVisitorKey(program: Command, context: Context): void {
  const command = program
    .command("visitor-key")
    .summary("create a key pair that says who visitors are")
    .description(
      "Creates an Ed25519 key pair for @ck/visitor: your site signs visitors with the private key, and the bot verifies them with the public one. The private key goes to a file that only its owner can read, and is never printed; the public key goes to a second file and is printed.",
    )
    .requiredOption("--out <file>", "the file of the private key; the public key goes to <file>.pub");
  withExamples(withJson(command), [
    ["ck visitor-key --out visitor.key", "writes visitor.key and visitor.key.pub"],
    ['CK_VISITOR_KEY="$(cat visitor.key)" node site.js', "start your site with it"],
  ]).action((flags: VisitorKeyFlags) => perform(context, flags, (run) => visitorKey(flags, run)));
}

async function visitorKey({ out }: VisitorKeyFlags, { output }: Run): Promise<ExitCode> {
  // Check both before the work, or the private key could be left without its public key.
  const taken = [out, `${out}.pub`].find((file) => existsSync(file));
  if (taken !== undefined) throw fileExists(taken);
  // Only this command needs jose.
  const { generateVisitorKey } = await import("@ck/visitor");
  const { privateKey, publicKey, keyId } = await generateVisitorKey();
  await writeOnce(out, `${privateKey}\n`, 0o600);
  await writeOnce(`${out}.pub`, `${publicKey}\n`, 0o644);
  output.give({ keyId, privateKeyFile: out, publicKeyFile: `${out}.pub`, base64: publicKey });
  output.say(`${out}      the private key, for your site: CK_VISITOR_KEY`);
  output.say(`${out}.pub  the public key, for the bot: CK_VISITOR_PUBLIC_KEY\n\n${publicKey}`);
  return EXIT_CODES.ok;
}
