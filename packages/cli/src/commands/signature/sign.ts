import { SIGNATURE_HEADER } from "@ck/protocol";
import type { Command } from "commander";
import { perform, type Context, type Run } from "../../context.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import {
  withEnvironment,
  withExamples,
  withPrivateKey,
  withProject,
  withSignature,
  type EnvironmentFlag,
} from "../../flags.js";
import { openBotIfAny } from "../../project/open-bot.js";
import { openSigning, type SigningFlags } from "../../project/keys/signing.js";
import { readInput } from "../../terminal/read-input.js";
import { withBot } from "../../project/several-bots.js";

type SignFlags = SigningFlags & EnvironmentFlag & { readonly header?: boolean };

/** Adds `ck sign`. */
export function addSign(program: Command, context: Context): void {
  const command = program
    .command("sign")
    .summary("sign a file as the platform does")
    .description("Signs the exact bytes of a file and prints the signature.")
    .argument("<file>", "the body of a request, or - for standard input")
    .option("--header", "print the whole header line");
  withExamples(withSignature(withPrivateKey(withEnvironment(withBot(withProject(command)), "whose key signs"))), [
    ["ck sign body.json", "print the signature"],
    [
      'curl -H "$(ck sign --header body.json)" --data-binary @body.json localhost:3000/convokraft',
      "send a signed request",
    ],
  ]).action((file: string, flags: SignFlags) => perform(context, flags, (run) => sign(file, flags, run)));
}

async function sign(file: string, flags: SignFlags, run: Run): Promise<ExitCode> {
  const bytes = await readInput(file, run.terminal);
  const signing = await openSigning(flags, run.terminal, await openBotIfAny(flags, run));
  const signature = await signing.sign(bytes, flags.env);
  run.output.give({
    signature,
    header: SIGNATURE_HEADER,
    keyId: await signing.keyId(flags.env),
    bytes: bytes.byteLength,
  });
  run.output.say(flags.header === true ? `${SIGNATURE_HEADER}: ${signature}` : signature);
  return EXIT_CODES.ok;
}
