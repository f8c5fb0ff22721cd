import { bytesOf, loadExchange } from "@ck/emulator";
import { SIGNATURE_HEADER, type Environment } from "@ck/protocol";
import { explain, type HeaderValue } from "@ck/signature";
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
import { findRecording, recordedKind } from "../../project/find-recording.js";
import { openBotIfAny } from "../../project/open-bot.js";
import { openPublicKeys } from "../../project/public-keys.js";
import { readSignature } from "../../project/signature-text.js";
import { signatureOptions } from "../../project/signing.js";
import { readInput } from "../../terminal/read-input.js";

interface Evidence {
  readonly body: Uint8Array;
  readonly header: HeaderValue;
  readonly environment: Environment;
}

/** Adds `ck explain`. */
export function addExplain(program: Command, context: Context): void {
  const command = program
    .command("explain")
    .summary("find out why a signature does not verify")
    .description(
      "Tries every hash, format and encoding, every key of the vault, and everything that usually happens to a body on the way. Exit code 1 if the signature does not verify.",
    )
    .argument("<exchange|body>", "a recorded exchange, or the body that the server got");
  withExamples(withSignature(withEnvironment(withProject(withEvidence(command)), "whose key to expect")), [
    ["ck explain .ck/recordings/20270503T101500Z-exchange-1f0c2a9e.json", "a recorded exchange"],
    ['ck explain body-my-server-got.json --signature "MEUCIQ…"', "what the server logged"],
  ]).action((file: string, signatureFile: string | undefined, flags: EvidenceFlags) =>
    perform(context, flags, (run) => explainFiles(file, signatureFile, flags, run)),
  );
}

async function explainFiles(
  file: string,
  signatureFile: string | undefined,
  flags: EvidenceFlags,
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
  flags: EvidenceFlags,
  { terminal }: Run,
): Promise<Evidence> {
  if (flags.signature === undefined && signatureFile === undefined) {
    const recording = await findRecording(file, flags);
    if (recording !== undefined) return fromRecording(recording);
    const bytes = await readInput(file, terminal);
    if (file !== "-" && recordedKind(bytes) === "exchange") return fromRecording(file);
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
