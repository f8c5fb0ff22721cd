import path from "node:path";
import type { ServerView } from "@ck/desk";
import type { Run } from "../context.js";
import { describeError } from "../error.js";
import { EXIT_CODES, type ExitCode } from "../exit-code.js";
import { limitsOf, type LimitFlags, type ProjectFlags } from "../flags.js";
import { openQueue, type QueueFlags } from "../jobs/open-queue.js";
import { vaultFolder } from "../project/open-vault.js";
import { botsFolder, type BotFlag } from "../project/several-bots.js";
import { openVisitors } from "../project/visitor-issuer.js";
import { openBrowser } from "../terminal/open-browser.js";
import { openCast } from "./cast.js";
import { followKeys } from "./follow-keys.js";
import { findFreePort } from "./free-port.js";
import { keyVariable } from "./key-variable.js";
import { findEntry, findRoot, projectName } from "./read-project.js";
import { createReport } from "./report.js";
import { createServerProcess, type ServerEvent } from "./server-process.js";
import { watchProject, type Changed } from "./watch-project.js";

/** What `ck dev` can be told. */
export interface DevFlags extends ProjectFlags, LimitFlags, QueueFlags, BotFlag {
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

/** Runs the author's server and a page of the emulator for each of its bots until Ctrl+C, and follows every change. */
export async function runDev(file: string | undefined, flags: DevFlags, run: Run): Promise<ExitCode> {
  const { terminal, output } = run;
  const report = createReport(terminal, output);
  const entry = findEntry(file);
  const root = findRoot(entry);
  const name = await projectName(root);
  const port = Number(terminal.env["PORT"]) || (await findFreePort(SERVER_PORT));
  output.hint(output.style.dim(`Starting ${path.relative(process.cwd(), entry)}`));
  const visitors = await openVisitors(flags);
  const warn = (message: string): void => output.hint(output.style.yellow(message));
  const cast = await openCast({
    only: flags.bot,
    players: {
      ...{ flags, terminal, report },
      placeholder: { name, url: new URL(flags.path, `http://localhost:${port}`).href },
      onUnkept: (message) => warn(`The chats are not kept: ${message}`),
    },
    project: { config: flags.config, path: flags.path },
  });

  let server: ServerView = { state: "starting", message: "Your server is starting.", log: "" };
  let telling: NodeJS.Timeout | undefined;
  let settle = (): void => {};
  const settled = new Promise<void>((resolve) => (settle = resolve));

  const show = (): void => cast.show(server);
  const change = (next: Pick<ServerView, "state" | "message">): void => {
    server = { ...server, ...next };
    report.server(next);
    show();
  };

  /** Shows the bots as they are described now. One after the other: a later description must not be overtaken. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const working = last.then(work);
    last = working.catch(() => undefined);
    return working;
  };
  const fail = (error: unknown): void => {
    change({ state: "failed", message: describeError(error).message });
    settle();
  };
  let openNew = (): Promise<void> => Promise.resolve();
  const refresh = (): Promise<void> =>
    inTurn(async () => {
      await cast.refresh();
      await openNew();
      show();
    });

  const onEvent = (event: ServerEvent): void => {
    switch (event.type) {
      case "starting":
        server = { state: "starting", message: "Your server is starting.", log: "" };
        report.server(server);
        show();
        break;
      case "bot":
        cast.mount([event.definition], { areSeveral: false });
        break;
      case "bots":
        // Without their keys, it cannot go on.
        if (cast.mount(event.definitions, { areSeveral: true })) break;
        output.hint(`Making a key for each bot: ${event.definitions.map((each) => keyVariable(each.name)).join(", ")}`);
        void start().catch(fail);
        break;
      case "running":
        if (cast.isWaitingForKeys()) break;
        cast.runAt(event.origin);
        void refresh()
          .then(() => change({ state: "running", message: `Your server runs at ${event.origin}.` }), fail)
          .finally(settle);
        break;
      case "failed":
        if (cast.isWaitingForKeys()) break;
        change({ state: "failed", message: event.message });
        settle();
        break;
      case "output":
        if (cast.isWaitingForKeys()) break;
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
  let usedKeys = "";
  const start = async (): Promise<void> => {
    const secured = await cast.isSecured();
    const keys = await cast.keys();
    cast.give(keys);
    usedKeys = JSON.stringify(keys);
    const env = {
      ...{ NODE_ENV: "development", ...terminal.env, PORT: String(port), ...keys },
      CK_VISITOR_PUBLIC_KEY: visitors.publicKey,
    };
    await child.restart({ env, name, port, secured });
  };
  const onChange = async (changed: ReadonlySet<Changed>, files: readonly string[]): Promise<void> => {
    const isRestart = changed.has("code") || (changed.has("keys") && JSON.stringify(await cast.keys()) !== usedKeys);
    if (isRestart || changed.has("definition")) report.changed(files);
    if (isRestart) await start();
    else await refresh();
  };
  const stopWatching = await watchProject({
    root,
    config: flags.config,
    vault: path.join(vaultFolder(flags), "vault.json"),
    bots: botsFolder(flags),
    onChange: (changed, files) => void onChange(changed, files).catch(fail),
  });
  let jobs: ReturnType<typeof openQueue> | undefined;
  try {
    await start();
    await settled;
    jobs = flags.redis === undefined ? undefined : openQueue(flags);
    let opened = 0;
    let firstUrl: string | undefined;
    openNew = async () => {
      for (const player of cast.current()) {
        if (player.isOpen()) continue;
        const pagePort = flags.port === undefined || flags.port === 0 ? flags.port : flags.port + opened;
        opened += 1;
        const url = await player.open({ port: pagePort, visitors, limits: limitsOf(flags), jobs });
        firstUrl ??= url;
        report.page(url, player.name);
      }
    };
    await inTurn(async () => {
      cast.requireChosen();
      await openNew();
      show();
    });
    output.hint("Press r to replay the last chat, Ctrl+C to stop.");
    if (flags.open && terminal.stdout.isTTY && !output.json && firstUrl !== undefined) await openBrowser(firstUrl);
    const keys = followKeys(run, () => {
      void inTurn(async () => {
        let isNothing = true;
        for (const player of cast.current()) {
          const comparison = await player.replayLast();
          if (comparison !== undefined) report.replayed(comparison, player.name);
          isNothing &&= comparison === undefined;
        }
        if (isNothing) report.replayed(undefined);
      }).catch((error: unknown) => output.hint(output.style.red(describeError(error).message)));
    });
    await Promise.race([interruption(terminal.signal), keys.stopped]);
    keys.leave();
  } finally {
    clearTimeout(telling);
    await stopWatching();
    await child.stop();
    await cast.close();
    await jobs?.close();
  }
  return EXIT_CODES.ok;
}

function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
