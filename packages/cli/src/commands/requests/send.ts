import {
  bytesOf,
  deliver,
  FAULTS,
  loadExchange,
  readJson,
  resend,
  saveExchange,
  writeJson,
  type Exchange,
  type Fault,
  type OpenRecord,
  type WireRequest,
} from "@ck/emulator";
import { TODOS, type Environment, type Todo } from "@ck/protocol";
import { Option, type Command } from "commander";
import { unsent } from "../../check/probe/prober.js";
import { perform, type Context, type Run } from "../../context.js";
import { CliError } from "../../error.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import {
  limitsOf,
  withEnvironment,
  withExamples,
  withLimits,
  withPrivateKey,
  withProject,
  withSignature,
  withVisitor,
  type EnvironmentFlag,
  type LimitFlags,
  type VisitorFlag,
} from "../../flags.js";
import { findRecording, recordedKind } from "../../project/find-recording.js";
import { judge } from "../../project/judge-fault.js";
import { openStaleSign } from "../../project/keys/stale-key.js";
import { openBot, openBotIfAny } from "../../project/open-bot.js";
import { refuseSecret } from "../../project/keys/refuse-secret.js";
import { summarizeExchange, showExchange } from "../../project/show-exchange.js";
import { openSigning, type SigningFlags } from "../../project/keys/signing.js";
import { forVisitor, readVisitor, type Visitor } from "../../project/visitor-issuer.js";
import { readInput } from "../../terminal/read-input.js";
import { withBot } from "../../project/several-bots.js";

type SendFlags = SigningFlags &
  EnvironmentFlag &
  LimitFlags &
  VisitorFlag & {
    readonly url?: string;
    readonly unsigned?: boolean;
    readonly fault?: Fault;
    readonly save?: string;
  };

/** Adds `ck send`. */
export function addSend(program: Command, context: Context): void {
  const command = program
    .command("send")
    .summary("sign and send a request")
    .description(
      "Signs the exact bytes of a file and sends them as the platform does. Exit code 1 if there is no valid answer; with --fault, if the server does not refuse the request.",
    )
    .argument("<file>", "the body of a request, a recorded exchange, or - for standard input")
    .option("--url <url>", "the server (default: as in convokraft.json)")
    .option("--unsigned", "send no signature")
    .addOption(new Option("--fault <fault>", "break the request on purpose").choices([...FAULTS]))
    .option("--save <file>", "save the exchange, for ck resend and ck explain");
  withExamples(
    withLimits(
      withSignature(
        withPrivateKey(
          withEnvironment(
            withBot(withProject(withVisitor(command, "the body gets"))),
            "whose key signs, unless the body says",
          ),
        ),
      ),
    ),
    [
      ["ck send body.json", "send it to the URL in convokraft.json"],
      [`echo '{"todo":"welcome"}' | ck send -`, "the smallest request"],
      ["ck send body.json --fault repeated-header", "the server must reject it"],
      [`ck send body.json --visitor '{"id":"u-17"}'`, "from somebody who is logged in"],
    ],
  ).action((file: string, flags: SendFlags) => perform(context, flags, (run) => send(file, flags, run)));
}

async function send(file: string, flags: SendFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const visitor = readVisitor(flags);
  const { bytes: given, environment } = await readBody(file, flags, run);
  const bytes = visitor === undefined ? given : await withToken(given, visitor, flags);
  // Without --url, the definition is required, and its errors are reported.
  const bot = flags.url === undefined ? await openBot(flags, run) : await openBotIfAny(flags, run);
  const url = flags.url ?? bot?.webhook.url ?? "";
  const unsigned = flags.unsigned === true || (bot?.webhook.secured === false && flags.key === undefined);
  const signing = unsigned ? undefined : await openSigning(flags, terminal, bot);
  const sign = signing?.sign;
  const limits = limitsOf(flags);
  const todo = todoOf(bytes);
  if (todo === undefined)
    output.hint(
      'The body does not say in "todo" what is asked, such as welcome or execute. The answer is judged as one to fallback.',
    );

  let exchange: Exchange;
  if (flags.fault === undefined) {
    const lines = sign === undefined ? [] : [await sign(bytes, environment)];
    exchange = await resend(unsent({ url, environment, todo: todo ?? "fallback", bytes, lines }), { limits });
  } else {
    const request = { ...requireObject(bytes, "--fault"), todo: todo ?? "fallback", environment } satisfies WireRequest;
    const staleSign = await openStaleSign(flags.fault, signing, flags, bot);
    const exchanges = await deliver(request, {
      url,
      body: bytes,
      sign,
      staleSign,
      fault: flags.fault,
      limits,
    });
    exchange = exchanges.at(-1) ?? exchanges[0];
    // Of two deliveries, the second one matters.
    for (const first of exchanges.slice(0, -1)) output.say(output.style.dim(`first: ${summarizeExchange(first)}\n`));
  }
  if (flags.save !== undefined) await saveExchange(flags.save, exchange);
  const judgement = judge(exchange, sign !== undefined);
  showExchange(exchange, output, judgement);
  if (judgement !== undefined) return judgement.ok ? EXIT_CODES.ok : EXIT_CODES.found;
  return exchange.verdict.outcome === "answered" ? EXIT_CODES.ok : EXIT_CODES.found;
}

async function readBody(
  file: string,
  flags: SendFlags,
  { terminal }: Run,
): Promise<{ readonly bytes: Uint8Array; readonly environment: Environment }> {
  const recording = await findRecording(file, flags);
  const bytes = await readInput(recording ?? file, terminal);
  if (recordedKind(bytes) === "transcript")
    throw new CliError("ERR_INVALID_OPTION", "This is a saved chat, not a request. Run it again with `ck replay`.");
  if (file !== "-" && recordedKind(bytes) === "exchange") {
    const { request, environment } = await loadExchange(recording ?? file);
    return { bytes: bytesOf(request.body), environment };
  }
  refuseSecret(bytes);
  return { bytes, environment: environmentOf(bytes) ?? flags.env };
}

function todoOf(bytes: Uint8Array): Todo | undefined {
  const { todo } = parseObject(bytes) ?? {};
  return TODOS.find((each) => each === todo);
}

function environmentOf(bytes: Uint8Array): Environment | undefined {
  const { environment } = parseObject(bytes) ?? {};
  return environment === "development" || environment === "production" ? environment : undefined;
}

/** The same body from somebody whom the site vouches for; numbers keep their digits. */
async function withToken(bytes: Uint8Array, visitor: Visitor, flags: SendFlags): Promise<Uint8Array> {
  const request = requireObject(bytes, "--visitor");
  // A bot takes a request that names no environment for one of production.
  const environment = environmentOf(bytes) ?? "production";
  return new TextEncoder().encode(writeJson(await forVisitor(request, visitor, environment, flags)));
}

function requireObject(bytes: Uint8Array, flag: string): OpenRecord {
  const object = parseObject(bytes);
  if (object !== undefined) return object;
  throw new CliError("ERR_SETUP", `${flag} needs a body that is a JSON object.`);
}

function parseObject(bytes: Uint8Array): OpenRecord | undefined {
  const value = readJson(new TextDecoder().decode(bytes));
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
