import { bytesOf, loadExchange, type Exchange } from "@ck/emulator";
import { SIGNATURE_HEADER, type Environment } from "@ck/protocol";
import { explain, verifySync, type Explanation, type HeaderValue } from "@ck/signature";
import type { Command } from "commander";
import { perform, type Context, type Run } from "../../context.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import { findDifference, showDifference, unwrap, type ByteDifference } from "../../explain/difference.js";
import { explainRefusal, findContradiction, type Refused, type Signer } from "../../explain/refusal.js";
import { respellings } from "../../explain/respell.js";
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
import { openPublicKeys, type PublicKeys } from "../../project/keys/public-keys.js";
import { readSignature } from "../../project/keys/signature-text.js";
import { signatureOptions } from "../../project/keys/signing.js";
import { printable } from "../../terminal/printable.js";
import { readInput } from "../../terminal/read-input.js";
import type { Output } from "../../terminal/terminal.js";
import { withBot } from "../../project/several-bots.js";

/** A body and a signature that may belong together. */
interface Evidence {
  readonly body: Uint8Array;
  readonly header: HeaderValue;
  readonly environment: Environment;
  /** What was really sent. */
  readonly exchange?: Exchange;
}

/** Adds `ck explain`. */
export function addExplain(program: Command, context: Context): void {
  const command = program
    .command("explain")
    .summary("find out why a signature does not verify")
    .description(
      "Tries every hash, format and encoding, every key of the vault, and everything that usually happens to a body on the way. Given the body that the server got and the recorded exchange, it shows the first byte that differs. Exit code 1 if something is wrong.",
    )
    .argument("<exchange|body>", "a recorded exchange, or the body that the server got");
  withExamples(
    withSignature(withEnvironment(withBot(withProject(withEvidence(command)), false), "whose key to expect")),
    [
      ["ck explain .ck/recordings/20270503T101500Z-exchange-1f0c2a9e.json", "a recorded exchange"],
      ['ck explain body-my-server-got.json --signature "MEUCIQ…"', "what the server logged"],
      ["ck explain body-my-server-got.json exchange.json", "compare it with what was sent"],
    ],
  ).action((file: string, signatureFile: string | undefined, flags: EvidenceFlags) =>
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
  const evidence = await readEvidence(file, signatureFile, flags, run);
  const { body, environment, exchange } = evidence;
  const bot = await openBotIfAny(flags, run);
  const options = signatureOptions(flags, bot);
  const keys = await openPublicKeys(flags, environment, terminal, bot?.name);
  const { explanation, damage } = await explainBody(evidence, keys, options);
  const difference = exchange && findDifference(bytesOf(exchange.request.body), body);
  const { verdict, reason, causes, found, checks, message } = explanation;
  const signer = found && { ...keys.ownerOf(found.keyId), keyId: found.keyId };
  const refused =
    difference === undefined && verdict === "valid" && signer ? refusalOf(evidence, signer, keys) : undefined;
  output.give({ verdict, reason, causes, found, checks, message, damage, difference, refused });
  const paint = verdict === "valid" ? output.style.green : output.style.red;
  output.say(`${paint(verdict)}  ${message}`);
  if (damage.length > 0 && difference === undefined) output.say(`The body was changed: ${damage.join("; ")}.`);
  if (exchange !== undefined && difference !== undefined) sayDifference(exchange, body, difference, output);
  if (refused !== undefined) output.say(`\n${printable(refused.message)}`);
  return verdict === "valid" && difference === undefined && refused === undefined ? EXIT_CODES.ok : EXIT_CODES.found;
}

/** Explains the body as it is, then without what Python prints around it, then as other JSON writers spell it. */
async function explainBody(
  { body, header }: Evidence,
  { own, others }: PublicKeys,
  options: ReturnType<typeof signatureOptions>,
): Promise<{ readonly explanation: Explanation; readonly damage: readonly string[] }> {
  const explanation = await explain(body, header, own, { ...options, otherKeys: others });
  if (explanation.verdict !== "unexplained") return { explanation, damage: [] };
  const { text, damage } = unwrap(new TextDecoder("utf-8", { ignoreBOM: true }).decode(body));
  const explained = (found: Explanation): Explanation => ({
    ...found,
    verdict: "explained",
    reason: explanation.reason,
    causes: ["body"],
  });
  if (damage.length > 0) {
    const unwrapped = await explain(new TextEncoder().encode(text), header, own, { ...options, otherKeys: others });
    if (unwrapped.verdict !== "unexplained") return { explanation: explained(unwrapped), damage };
  }
  for (const respelled of respellings(text)) {
    const sent = new TextEncoder().encode(respelled.text);
    if (!verifySync(sent, header, own, options).valid) continue;
    const found = await explain(sent, header, own, options);
    return { explanation: explained(found), damage: [...damage, ...respelled.damage] };
  }
  return { explanation, damage };
}

/** Why a server refuses the request although its signature is good: of an exchange why it did, of a body alone why it may. */
function refusalOf({ body, exchange }: Evidence, signer: Signer, { own }: PublicKeys): Refused | undefined {
  if (exchange === undefined) return findContradiction(body, signer);
  return explainRefusal(
    exchange,
    signer,
    own.map(({ keyId }) => keyId),
  );
}

function sayDifference(exchange: Exchange, body: Uint8Array, difference: ByteDifference, { say, style }: Output): void {
  const { at, sentLength, gotLength, damage } = difference;
  say(`\nThe body differs from what was sent, from byte ${at} on (sent ${sentLength} bytes, got ${gotLength}):\n`);
  for (const line of showDifference(bytesOf(exchange.request.body), body, difference)) say(`  ${line}`);
  say(`\n${style.bold("What happened to it")}: ${damage.join("; ")}.`);
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
  if (flags.signature === undefined && signatureFile !== undefined && signatureFile !== "-") {
    const recording = await findRecording(signatureFile, flags);
    const isExchange = recordedKind(await readInput(recording ?? signatureFile, terminal)) === "exchange";
    if (isExchange)
      return { ...(await fromRecording(recording ?? signatureFile)), body: await readInput(file, terminal) };
  }
  const header = await readSignature(flags.signature, signatureFile, terminal);
  return { body: await readInput(file, terminal), header, environment: flags.env };
}

async function fromRecording(file: string): Promise<Evidence> {
  const exchange = await loadExchange(file);
  const header = exchange.request.headers.flatMap(([name, value]) =>
    name.toLowerCase() === SIGNATURE_HEADER.toLowerCase() ? [value] : [],
  );
  return { body: bytesOf(exchange.request.body), header, environment: exchange.environment, exchange };
}
