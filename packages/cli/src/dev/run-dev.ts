import path from "node:path";
import type { ServedDesk, ServerView } from "@ck/desk";
import { defineEmulatedBot, type EmulatedBot, type Vault } from "@ck/emulator";
import type { ConsoleDefinition } from "@ck/bot";
import type { Run } from "../context.js";
import { describeError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { limitsOf, type LimitFlags, type ProjectFlags } from "../flags.js";
import { openProjectVault, vaultFolder } from "../project/open-vault.js";
import { openVisitors } from "../project/visitor-issuer.js";
import { keepHistory, type ChatHistory } from "./chat-history.js";
import { openBrowser } from "../terminal/open-browser.js";
import { findFreePort } from "./free-port.js";
import { openQueue, type QueueFlags } from "../jobs/open-queue.js";
import { openPage } from "./open-page.js";
import { describeBot, findEntry, findRoot, projectName } from "./read-project.js";
import { replayLast } from "./replay-last.js";
import { createReport } from "./report.js";
import { createServerProcess, type ServerEvent } from "./server-process.js";
import { watchProject, type Changed } from "./watch-project.js";

/** What `ck dev` can be told. */
export interface DevFlags extends ProjectFlags, LimitFlags, QueueFlags {
  readonly port?: number;
  readonly path: string;
  readonly wait: number;
  readonly open: boolean;
}

/** The most that is kept of what the server prints, in UTF-16 code units. */
const MAX_LOG = 16_000;
/** How often the pages are shown what the server prints, in ms. */
const LOG_MS = 100;
/** The port that the server is asked to use, or the next free one. */
const SERVER_PORT = 3000;

/** Runs the author's server and the emulator's page until Ctrl+C, and follows every change. */
export async function runDev(file: string | undefined, flags: DevFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const report = createReport(terminal, output);
  const entry = findEntry(file);
  const root = findRoot(entry);
  const name = await projectName(root);
  const port = Number(terminal.env["PORT"]) || (await findFreePort(SERVER_PORT));
  output.hint(output.style.dim(`Starting ${path.relative(process.cwd(), entry)}`));
  const vault = await openProjectVault(flags, terminal);
  const visitors = await openVisitors(flags);

  const page: { desk?: ServedDesk } = {};
  let code: ConsoleDefinition | undefined;
  let origin: string | undefined;
  /** The bot as it was last shown. */
  let shown: string | undefined;
  let problem: string | undefined;
  let server: ServerView = { state: "starting", message: "Your server is starting.", log: "" };
  let telling: NodeJS.Timeout | undefined;
  let settle = (): void => {};
  const settled = new Promise<void>((resolve) => (settle = resolve));

  const show = (): void => {
    const isFailed = server.state === "failed" || problem !== undefined;
    const message = [...(server.state === "running" && problem !== undefined ? [] : [server.message]), problem];
    page.desk?.showServer({
      ...server,
      ...(isFailed && { state: "failed" }),
      message: message.filter((each) => each !== undefined).join("\n"),
    });
  };
  const change = (next: Pick<ServerView, "state" | "message">): void => {
    server = { ...server, ...next };
    report.server(next);
    show();
  };
  const describe = (): ReturnType<typeof describeBot> =>
    describeBot({ config: flags.config, code, path: flags.path, origin });

  /** Shows the bot as it is described now. One after the other: a later description must not be overtaken. */
  let last: Promise<unknown> = Promise.resolve();
  const refresh = (): Promise<void> => {
    const refreshing = last.then(async () => {
      const described = await describe();
      const before = problem;
      problem = "problem" in described ? described.problem : undefined;
      if (problem !== undefined) {
        if (problem !== before) report.server({ state: "failed", message: problem });
      } else if ("bot" in described) {
        const { bot, from, warnings } = described;
        const text = JSON.stringify([from, bot]);
        if (text !== shown) {
          shown = text;
          await page.desk?.use(bot);
          report.definition(from, bot, warnings);
        }
      }
      show();
    });
    last = refreshing.catch(() => undefined);
    return refreshing;
  };

  const onEvent = (event: ServerEvent): void => {
    switch (event.type) {
      case "starting":
        server = { state: "starting", message: "Your server is starting.", log: "" };
        report.server(server);
        show();
        break;
      case "bot":
        code = event.definition;
        break;
      case "running":
        origin = event.origin;
        void refresh().then(() => {
          change({ state: "running", message: `Your server runs at ${event.origin}.` });
          settle();
        });
        break;
      case "failed":
        change({ state: "failed", message: event.message });
        settle();
        break;
      case "output":
        report.output(event.stream, event.text);
        if (event.stream === "stdout") break;
        server = { ...server, log: `${server.log}${event.text}`.slice(-MAX_LOG) };
        telling ??= setTimeout(() => {
          telling = undefined;
          show();
        }, LOG_MS);
        break;
    }
  };

  const child = createServerProcess({ entry, cwd: process.cwd(), waitMs: flags.wait * 1000, onEvent });
  const start = async (): Promise<void> => {
    const described = await describe();
    const secured = "bot" in described ? described.bot.webhook.secured : true;
    const { base64 } = await vault.secure();
    const env = {
      ...{ NODE_ENV: "development", ...terminal.env, PORT: String(port), CK_PUBLIC_KEY: base64 },
      CK_VISITOR_PUBLIC_KEY: visitors.publicKey,
    };
    await child.restart({ env, name, port, secured });
  };
  let usedKey = await keyOf(vault);
  const onChange = async (changed: ReadonlySet<Changed>, files: readonly string[]): Promise<void> => {
    const key = changed.has("keys") ? await keyOf(vault) : usedKey;
    const isRestart = changed.has("code") || key !== usedKey;
    usedKey = key;
    if (isRestart || changed.has("definition")) report.changed(files);
    if (isRestart) await start();
    else await refresh();
  };
  const stopWatching = await watchProject({
    root,
    config: flags.config,
    vault: path.join(vaultFolder(flags), "vault.json"),
    onChange: (changed, files) => void onChange(changed, files),
  });
  let history: ChatHistory | undefined;
  let jobs: ReturnType<typeof openQueue> | undefined;
  try {
    await start();
    usedKey = await keyOf(vault);
    await settled;

    const described = await describe();
    const bot = "bot" in described ? described.bot : placeholder(name, flags.path, port);
    const folder = vaultFolder(flags);
    jobs = flags.redis === undefined ? undefined : openQueue(flags);
    page.desk = await openPage({ folder, port: flags.port, bot, vault, visitors, limits: limitsOf(flags), jobs });
    const { url, emulator } = page.desk;
    history = await keepHistory(folder, emulator, (error) =>
      output.hint(output.style.yellow(`The chats are not kept: ${describeError(error).message}`)),
    );
    show();
    report.page(url);
    output.hint("Press r to replay the last chat, Ctrl+C to stop.");
    if (flags.open && terminal.stdout.isTTY && !output.json) await openBrowser(url);
    const keys = followKeys(run, () => {
      last = last
        .then(async () => report.replayed(await replayLast(emulator)))
        .catch((error: unknown) => output.hint(output.style.red(describeError(error).message)));
    });
    await Promise.race([interruption(terminal.signal), keys.stopped]);
    keys.leave();
  } finally {
    clearTimeout(telling);
    await stopWatching();
    await child.stop();
    await history?.close();
    await page.desk?.close();
    await jobs?.close();
  }
  return EXIT_CODES.ok;
}

/** Calls `onReplay` when r is pressed, at a terminal; or read, with `--json`. */
function followKeys(
  { terminal: { stdin }, output }: Run,
  onReplay: () => void,
): { readonly stopped: Promise<void>; readonly leave: () => void } {
  if (!stdin.isTTY && !output.json) return { stopped: new Promise(() => undefined), leave: () => undefined };
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const onData = (data: Buffer | string): void => {
    const keys = String(data);
    if (keys.includes("r")) onReplay();
    // In raw mode, Ctrl+C is a key like any other.
    if (keys.includes("\u0003")) stop();
  };
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on("data", onData);
  return {
    stopped,
    leave() {
      stdin.off("data", onData).pause();
      if (stdin.isTTY) stdin.setRawMode(false);
    },
  };
}

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Stands on the page until the bot is known. */
function placeholder(name: string, pathname: string, port: number): EmulatedBot {
  return defineEmulatedBot({ name, webhook: new URL(pathname, `http://localhost:${port}`).href });
}

async function keyOf(vault: Vault): Promise<string | undefined> {
  return (await vault.showKey("development"))?.base64;
}
