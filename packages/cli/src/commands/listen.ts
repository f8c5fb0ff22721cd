import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { checkDefinition } from "@ck/emulator";
import { createRecorder, dialectOf, listen, renderReport, reportOn, type RecorderOptions } from "@ck/listen";
import { importPublicKey, type PublicKey } from "@ck/signature";
import type { Command } from "commander";
import { perform, type Context, type Run } from "../context.js";
import { CliError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import {
  collect,
  port,
  positive,
  withExamples,
  withProject,
  withSignature,
  type ProjectFlags,
  type SignatureFlags,
} from "../flags.js";
import { serveTraffic } from "../listen/serve-traffic.js";
import { createTrafficView } from "../listen/show-traffic.js";
import { openBotIfAny } from "../project/open-bot.js";
import { openProjectVault, vaultFolder } from "../project/open-vault.js";
import { readJsonObject } from "../project/read-json-object.js";
import { signatureOptions } from "../project/keys/signing.js";
import { readInput } from "../terminal/read-input.js";

type ListenFlags = ProjectFlags &
  SignatureFlags & {
    readonly port: number;
    readonly host: string;
    readonly forward?: string;
    readonly record?: string;
    readonly raw?: boolean;
    readonly ui?: boolean;
    readonly key?: readonly string[];
    readonly maxFiles: number;
    readonly maxMb: number;
    readonly maxDays: number;
  };

type FolderFlags = ProjectFlags & { readonly record?: string };

/** Adds `ck listen`, `ck listen report` and `ck listen dialect`. */
export function addListen(program: Command, context: Context): void {
  const command = program
    .command("listen")
    .summary("record the real traffic between the platform and your server")
    .description(
      "Forwards every connection to your server byte for byte, records each exchange with personal values replaced, and explains its signature. Put it between the platform (or nginx, or a tunnel) and your server.",
    )
    .option("--port <port>", "the port to listen on", port, 8787)
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--forward <url>", "your server (default: as in convokraft.json)")
    .option("--record <folder>", "where recordings go (default: traffic in the vault's folder)")
    .option("--raw", "record the exact bytes, personal values included")
    .option("--ui", "show the traffic on the emulator's page, as it is recorded")
    .option("--key <file>", "the public key shown in the console; repeatable (default: the vault's keys)", collect)
    .option("--max-files <count>", "keep at most so many recordings", positive, 10_000)
    .option("--max-mb <megabytes>", "keep at most so many megabytes", positive, 500)
    .option("--max-days <days>", "keep recordings at most so long", positive, 30);
  withExamples(withSignature(withProject(command)), [
    ["ck listen --forward http://localhost:3000/convokraft --key console-key.txt", "behind a tunnel to port 8787"],
    ["ck listen report", "what the traffic says about the platform"],
  ]).action((flags: ListenFlags) => perform(context, flags, (run) => start(flags, run), { untilInterrupted: true }));

  const report = command
    .command("report")
    .summary("print what the recorded traffic says about the platform")
    .description(
      "Prints each fact of the contract that the traffic confirms or contradicts, and everything that the contract does not know: shapes only, safe to publish.",
    )
    .option("--record <folder>", "where the recordings are (default: traffic in the vault's folder)");
  withExamples(withProject(report), [["ck listen report --json", "for a program"]]).action(
    (_: unknown, own: Command) => {
      const flags = own.optsWithGlobals<FolderFlags>();
      return perform(context, flags, (run) => printReport(flags, run));
    },
  );

  const dialect = command
    .command("dialect")
    .summary("write how the platform spells requests into convokraft.json")
    .description(
      "Writes what the traffic shows into convokraft.json, so that the emulator writes requests as the platform does: names as objects or texts, the order of keys, values, unknown and missing keys, headers, JSON, signatures and the time limit.",
    )
    .option("--record <folder>", "where the recordings are (default: traffic in the vault's folder)");
  withExamples(withProject(dialect), [["ck listen dialect", "then `ck chat` speaks as the platform does"]]).action(
    (_: unknown, own: Command) => {
      const flags = own.optsWithGlobals<FolderFlags>();
      return perform(context, flags, (run) => writeDialect(flags, run));
    },
  );
}

/** Of these, traffic may say nothing. All others are as the traffic shows them, and as by default where it shows nothing. */
const UNSEEN_IS_UNKNOWN = new Set(["$comment", "action", "previousParam", "broadcast", "signature", "timeoutMs"]);

async function writeDialect(flags: FolderFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const dialect = dialectOf(await reportOn(trafficFolder(flags)), await openBotIfAny(flags, run));
  if (Object.keys(dialect).length === 0)
    throw new CliError("ERR_SETUP", "The recordings show nothing about the dialect yet. Record some traffic first.");
  const definition = await readJsonObject(flags.config, terminal);
  const before = definition["dialect"];
  const kept = Object.entries(before ?? {}).filter(([key]) => UNSEEN_IS_UNKNOWN.has(key));
  const merged = { ...definition, dialect: { ...Object.fromEntries(kept), ...dialect } };
  const text = `${JSON.stringify(merged, undefined, 2)}\n`;
  const problem = checkDefinition(text).problems.find(({ severity }) => severity === "error");
  if (problem !== undefined) throw new CliError("ERR_SETUP", `${flags.config} is invalid: ${problem.message}`);
  await writeFile(flags.config, text);
  output.give({ config: flags.config, dialect });
  output.say(`wrote the dialect to ${flags.config}:`);
  for (const [key, value] of Object.entries(dialect)) output.say(`  ${key}: ${JSON.stringify(value)}`);
  return EXIT_CODES.ok;
}

async function start(flags: ListenFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const bot = await openBotIfAny(flags, run);
  const url = flags.forward ?? bot?.webhook.url;
  if (url === undefined)
    throw new CliError("ERR_INVALID_OPTION", `Give your server with --forward: there is no ${flags.config}.`);
  const view = createTrafficView(output);
  const page = flags.ui === true ? await serveTraffic(url, bot, flags, run) : undefined;
  const warn = createWarner((message) => output.hint(message));
  const recorder = await createRecorder({
    ...(await keysOf(flags, run)),
    folder: trafficFolder(flags),
    url,
    redact: flags.raw !== true,
    bot,
    settings: signatureOptions(flags, bot),
    maxFiles: flags.maxFiles,
    maxBytes: flags.maxMb * 1_000_000,
    maxAgeDays: flags.maxDays,
    onRecorded(recorded) {
      view(recorded);
      page?.show(recorded.exchange);
    },
    onError: (error) => warn(`An exchange was not recorded (${codeOf(error)}). The traffic goes on.`),
  });
  const listening = await listen({
    forward: url,
    port: flags.port,
    host: flags.host,
    onTraffic: recorder.record,
    onLost: (reason) => warn(`A connection is not recorded: ${reason} The traffic goes on.`),
    onUnreachable: (code) => warn(`Your server cannot be reached (${code}).`),
  });
  output.give(
    {
      type: "listening",
      port: listening.port,
      forward: url,
      folder: trafficFolder(flags),
      ...(page && { page: page.url }),
    },
    { inOneLine: true },
  );
  output.say(`Listening on ${flags.host}:${listening.port}, forwarding to ${new URL(url).origin}.`);
  output.say(`Have the platform call ${new URL(url).pathname} there: paths stay as they are.`);
  output.say(
    output.style.dim(
      `Recordings: ${trafficFolder(flags)}${flags.raw === true ? ", with personal values" : ", redacted"}\n`,
    ),
  );
  if (page !== undefined) output.say(`  ${output.style.cyan(page.url)}\n`);
  output.hint("Press Ctrl+C to stop.");
  await new Promise<void>((resolve) => {
    if (terminal.signal.aborted) resolve();
    terminal.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await listening.close();
  await recorder.flush();
  await page?.close();
  const { written, failed, dropped } = recorder.counts;
  output.hint(`${written} exchanges recorded${failed + dropped > 0 ? `, ${failed + dropped} not` : ""}.`);
  return EXIT_CODES.ok;
}

/** The keys that explain signatures, and what signs redacted requests again. */
async function keysOf(
  flags: ListenFlags,
  { terminal }: Run,
): Promise<Pick<RecorderOptions, "keys" | "sign" | "keyId">> {
  const given = await Promise.all(
    (flags.key ?? []).map(async (file): Promise<PublicKey> => importPublicKey(await readInput(file, terminal))),
  );
  // Without a vault, nothing is signed again.
  if (!existsSync(path.join(vaultFolder(flags), "vault.json"))) return { keys: given };
  const vault = await openProjectVault(flags, terminal);
  const current = await vault.showKey("development");
  const own = (await vault.history()).map(({ base64 }) => importPublicKey(base64));
  const keys = given.length > 0 ? given : own;
  if (current === undefined) return { keys };
  const sign = vault.signer();
  // Every environment with one key: a recording says which.
  return { keys, sign: (body) => sign(body, "development"), keyId: current.keyId };
}

async function printReport(flags: FolderFlags, run: Run): Promise<ExitCode> {
  const { output } = run;
  const bot = await openBotIfAny(flags, run);
  const report = await reportOn(trafficFolder(flags));
  output.give({ ...report, dialect: dialectOf(report, bot) });
  output.say(renderReport(report, bot));
  return EXIT_CODES.ok;
}

function trafficFolder(flags: FolderFlags): string {
  return flags.record ?? path.join(vaultFolder(flags), "traffic");
}

/** Warns about the same thing at most once a minute. */
function createWarner(warn: (message: string) => void): (message: string) => void {
  const last = new Map<string, number>();
  return (message) => {
    if (performance.now() - (last.get(message) ?? -Infinity) < 60_000) return;
    if (last.size > 100) last.clear();
    last.set(message, performance.now());
    warn(message);
  };
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
}
