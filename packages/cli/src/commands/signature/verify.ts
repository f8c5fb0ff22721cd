import { verify, type VerifyFailureReason } from "@ck/signature";
import type { Command } from "commander";
import { perform, type Context, type Run } from "../../context.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import {
  withEnvironment,
  withEvidence,
  withExamples,
  withProject,
  withSignature,
  type EvidenceFlags,
} from "../../flags.js";
import { openBotIfAny } from "../../project/open-bot.js";
import { openPublicKeys } from "../../project/keys/public-keys.js";
import { signatureOptions } from "../../project/keys/signing.js";
import { readInput } from "../../terminal/read-input.js";
import { readSignature } from "../../project/keys/signature-text.js";
import { withBot } from "../../project/several-bots.js";

const REASONS: Readonly<Record<VerifyFailureReason, string>> = {
  missing: "There is no signature.",
  repeated: "There is more than one signature.",
  malformed: "It is not a signature in this format and encoding.",
  mismatch: "None of the keys made this signature for these bytes.",
  "not-bytes": "The body is not available as bytes.",
  "no-keys": "There is no key to verify with.",
};

/** Adds `ck verify`. */
export function addVerify(program: Command, context: Context): void {
  const command = program
    .command("verify")
    .summary("verify the signature of a file")
    .description("Verifies a signature over the exact bytes of a file. Exit code 1 if it is not valid.")
    .argument("<file>", "the body of a request, or - for standard input");
  withExamples(
    withSignature(withEnvironment(withBot(withProject(withEvidence(command)), false), "whose key to verify with")),
    [
      ['ck verify body.json --signature "MEUCIQ…"', "with the vault's key"],
      ["ck verify body.json signature.txt --key console-key.txt", "with the key shown in the console"],
    ],
  ).action((file: string, signatureFile: string | undefined, flags: EvidenceFlags) =>
    perform(context, flags, (run) => check(file, signatureFile, flags, run)),
  );
}

async function check(
  file: string,
  signatureFile: string | undefined,
  flags: EvidenceFlags,
  run: Run,
): Promise<ExitCode> {
  const { terminal, output } = run;
  const signature = await readSignature(flags.signature, signatureFile, terminal);
  const bytes = await readInput(file, terminal);
  const bot = await openBotIfAny(flags, run);
  const { own } = await openPublicKeys(flags, flags.env, terminal);
  const result = await verify(bytes, signature, own, signatureOptions(flags, bot));
  if (result.valid) {
    output.give({ valid: true, keyId: result.keyId });
    output.say(`${output.style.green("valid")}  signed with the key ${result.keyId}`);
    return EXIT_CODES.ok;
  }
  output.give({ valid: false, reason: result.reason, keyIds: own.map(({ keyId }) => keyId) });
  output.say(`${output.style.red("not valid")}  ${REASONS[result.reason]}`);
  output.hint("Run `ck explain` to find out why.");
  return EXIT_CODES.found;
}
