import { verify, type VerifyFailureReason } from "@ck/signature";
import type { Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import {
  collect,
  withEnvironment,
  withExamples,
  withProject,
  withSignature,
  type EnvironmentFlag,
  type SignatureFlags,
} from "../flags.js";
import { openBotIfAny } from "../project/open-bot.js";
import { openPublicKeys, type PublicKeyFlags } from "../project/public-keys.js";
import { signatureOptions } from "../project/signing.js";
import { readInput } from "../terminal/read-input.js";
import { readSignature } from "../project/signature-text.js";

type VerifyFlags = PublicKeyFlags & SignatureFlags & EnvironmentFlag & { readonly signature?: string };

const REASONS: Readonly<Record<VerifyFailureReason, string>> = {
  missing: "There is no signature.",
  repeated: "There is more than one signature.",
  malformed: "The signature is none in this format and encoding.",
  mismatch: "None of the keys made it for these bytes.",
  "not-bytes": "The body is not there as bytes.",
};

/** `ck verify` */
export function addVerify(program: Command, context: Context): void {
  const command = program
    .command("verify")
    .summary("check the signature of a file")
    .description("Checks a signature over the exact bytes of a file. Exit code 1 where it is not valid.")
    .argument("<file>", "a request's body, or - for the standard input")
    .argument("[signature-file]", "the signature, or the header line, in a file")
    .option("--signature <text>", "the signature itself")
    .option("--key <file>", "a public key; can be given several times (default: the vault's)", collect);
  withExamples(withSignature(withEnvironment(withProject(command), "whose key counts")), [
    ['ck verify body.json --signature "MEUCIQ…"', "with the vault's key"],
    ["ck verify body.json signature.txt --key console-key.txt", "with the key that the console shows"],
  ]).action((file: string, signatureFile: string | undefined, flags: VerifyFlags) =>
    perform(context, flags, (run) => check(file, signatureFile, flags, run)),
  );
}

async function check(file: string, signatureFile: string | undefined, flags: VerifyFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const signature = await readSignature(flags.signature, signatureFile, terminal);
  const bytes = await readInput(file, terminal);
  const bot = await openBotIfAny(flags, run);
  const { own } = await openPublicKeys(flags, flags.env, terminal);
  const result = await verify(bytes, signature, own, signatureOptions(flags, bot));
  if (result.valid) {
    output.give({ valid: true, keyId: result.keyId });
    output.say(`${output.style.green("valid")}  made by the key ${result.keyId}`);
    return EXIT_CODES.ok;
  }
  output.give({ valid: false, reason: result.reason, keyIds: own.map(({ keyId }) => keyId) });
  output.say(`${output.style.red("not valid")}  ${REASONS[result.reason]}`);
  output.hint("`ck explain` says why.");
  return EXIT_CODES.found;
}
