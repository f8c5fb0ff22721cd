import { bytesOf, loadExchange } from "@ck/emulator";
import { SIGNATURE_HEADER, type Environment } from "@ck/protocol";
import { explain, type HeaderValue } from "@ck/signature";
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
import { findRecording, isRecording } from "../project/find-recording.js";
import { openBotIfAny } from "../project/open-bot.js";
import { openPublicKeys, type PublicKeyFlags } from "../project/public-keys.js";
import { readSignature } from "../project/signature-text.js";
import { signatureOptions } from "../project/signing.js";
import { readInput } from "../terminal/read-input.js";

type ExplainFlags = PublicKeyFlags & SignatureFlags & EnvironmentFlag & { readonly signature?: string };

interface Evidence {
  readonly body: Uint8Array;
  readonly header: HeaderValue;
  readonly environment: Environment;
}

/** `ck explain` */
export function addExplain(program: Command, context: Context): void {
  const command = program
    .command("explain")
    .summary("say why a signature does not verify")
    .description(
      "Tries every hash, format and encoding, every key of the vault, and what usually happens to a body on its way. Exit code 1 where something is wrong.",
    )
    .argument("<exchange|body>", "a recorded exchange, or the body that the server saw")
    .argument("[signature-file]", "the signature, or the header line, in a file")
    .option("--signature <text>", "the signature itself")
    .option("--key <file>", "a public key; can be given several times (default: the vault's)", collect);
  withExamples(withSignature(withEnvironment(withProject(command), "whose key counts, for a body")), [
    ["ck explain .ck/recordings/20270503T101500Z-exchange-1f0c2a9e.json", "a recorded exchange"],
    ['ck explain body-as-my-server-saw-it.json --signature "MEUCIQ…"', "what a server logged"],
  ]).action((file: string, signatureFile: string | undefined, flags: ExplainFlags) =>
    perform(context, flags, (run) => explainFiles(file, signatureFile, flags, run)),
  );
}

async function explainFiles(
  file: string,
  signatureFile: string | undefined,
  flags: ExplainFlags,
  run: Run,
): Promise<ExitCode> {
  const { terminal, output } = run;
  const { body, header, environment } = await readEvidence(file, signatureFile, flags, run);
  const bot = await openBotIfAny(flags, run);
  const { own, others } = await openPublicKeys(flags, environment, terminal);
  const explanation = await explain(body, header, own, { ...signatureOptions(flags, bot), otherKeys: others });
  const { verdict, reason, causes, found, checks, message } = explanation;
  output.give({ verdict, reason, causes, found, checks, message });
  const paint = verdict === "valid" ? output.style.green : output.style.red;
  output.say(`${paint(verdict)}  ${message}`);
  return verdict === "valid" ? EXIT_CODES.ok : EXIT_CODES.found;
}

async function readEvidence(
  file: string,
  signatureFile: string | undefined,
  flags: ExplainFlags,
  { terminal }: Run,
): Promise<Evidence> {
  if (flags.signature === undefined && signatureFile === undefined) {
    const recording = await findRecording(file, flags);
    if (recording !== undefined) return fromRecording(recording);
    const bytes = await readInput(file, terminal);
    if (file !== "-" && isRecording(bytes)) return fromRecording(file);
  }
  const header = await readSignature(flags.signature, signatureFile, terminal);
  return { body: await readInput(file, terminal), header, environment: flags.env };
}

async function fromRecording(file: string): Promise<Evidence> {
  const { request, environment } = await loadExchange(file);
  const header = request.headers.flatMap(([name, value]) =>
    name.toLowerCase() === SIGNATURE_HEADER.toLowerCase() ? [value] : [],
  );
  return { body: bytesOf(request.body), header, environment };
}
