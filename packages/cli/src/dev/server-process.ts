import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ConsoleDefinition } from "@ck/bot";
import { argumentsFor, defaultLoader, NEEDS_TSX, type Loader } from "./loader.js";
import type { ServerMessage, ServerSettings } from "./server-message.js";

/** What becomes of the author's server. */
export type ServerEvent =
  | { readonly type: "starting" }
  | { readonly type: "bot"; readonly definition: ConsoleDefinition }
  | { readonly type: "bots"; readonly definitions: readonly ConsoleDefinition[] }
  /** @param origin - `http://localhost:3000` */
  | { readonly type: "running"; readonly origin: string }
  /** It does not run, or is of no use; `message` says why and what to do. */
  | { readonly type: "failed"; readonly message: string }
  /** It printed something. */
  | { readonly type: "output"; readonly stream: "stdout" | "stderr"; readonly text: string };

/** How the author's server is run. */
export interface ServerOptions {
  /** The absolute path of the author's file. */
  readonly entry: string;
  /** The working directory. */
  readonly cwd: string;
  /** How long it may take until it listens, in ms. */
  readonly waitMs: number;
  /** Called with each event of the process that runs now. */
  readonly onEvent: (event: ServerEvent) => void;
}

/** What may differ from start to start. */
export interface StartOptions extends ServerSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The author's server. */
export interface ServerProcess {
  /** Stops the process that runs, if one does, and starts another. Of several calls at once, the last one counts. */
  readonly restart: (options: StartOptions) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** How long a process may take to end by itself, in ms. */
const GRACE_MS = 2000;

/** Runs the author's file in a process of its own, which can be replaced at any time. */
export function createServerProcess({ entry, cwd, waitMs, onEvent }: ServerOptions): ServerProcess {
  const file = path.relative(cwd, entry) || entry;
  let loader: Loader = defaultLoader();
  let stopRunning = (): Promise<void> => Promise.resolve();
  let wanted: StartOptions | undefined;
  let last: Promise<void> = Promise.resolve();

  function start(options: StartOptions): void {
    onEvent({ type: "starting" });
    if (!existsSync(entry)) {
      onEvent({ type: "failed", message: `There is no file ${file}. The server starts once it is there.` });
      return;
    }
    const { env, ...settings } = options;
    const program = fileURLToPath(new URL("dev/server-program.js", import.meta.url));
    const child = spawn(process.execPath, [...argumentsFor(entry, loader), program, entry, JSON.stringify(settings)], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const run = follow(child, { file, port: settings.port, waitMs, onEvent, onNeedsTsx });
    stopRunning = run.stop;

    function onNeedsTsx(): boolean {
      if (loader === "tsx") return false;
      loader = "tsx";
      void restart(options);
      return true;
    }
  }

  function restart(options: StartOptions): Promise<void> {
    wanted = options;
    last = last.then(async () => {
      await stopRunning();
      stopRunning = () => Promise.resolve();
      const next = wanted;
      wanted = undefined;
      if (next !== undefined) start(next);
    });
    return last;
  }

  return {
    restart,
    stop() {
      wanted = undefined;
      last = last.then(() => stopRunning());
      return last;
    },
  };
}

interface RunParts extends Pick<ServerOptions, "waitMs" | "onEvent"> {
  /** The file's name, for messages. */
  readonly file: string;
  /** The port that the server is asked to use. */
  readonly port: number;
  /** Called if the file needs tsx. Returns whether it is tried again with that. */
  readonly onNeedsTsx: () => boolean;
}

/** Follows one process to its end. */
function follow(child: ChildProcess, parts: RunParts): { readonly stop: () => Promise<void> } {
  const { file, waitMs } = parts;
  let isCurrent = true;
  let origin: string | undefined;
  /** Why it fails, if that is known better than by its exit code. */
  let reason: string | undefined;
  const onEvent = (event: ServerEvent): void => {
    if (isCurrent) parts.onEvent(event);
  };
  const waiting = setTimeout(() => {
    const message = `${file} has not started to listen within ${waitMs / 1000} s. Call listen(), or export the bot: export default createBot({ … }).`;
    onEvent({ type: "failed", message });
  }, waitMs);

  child.on("message", (message: ServerMessage) => {
    switch (message.type) {
      case "bot":
      case "bots":
        onEvent(message);
        break;
      case "listening":
        // Of several servers, the one at the port that was asked for; otherwise the first.
        if (origin !== undefined && message.port !== parts.port) return;
        clearTimeout(waiting);
        origin = originOf(message);
        onEvent({ type: "running", origin });
        break;
      case "port-taken":
        reason = `Port ${message.port} is taken. Stop the program that listens there, or let ${file} listen at process.env.PORT, which ck dev sets to a free port.`;
        break;
      case "failed":
        if (NEEDS_TSX.includes(message.code) && parts.onNeedsTsx()) isCurrent = false;
        reason ??= `${file} cannot be loaded: ${message.error}`;
        break;
      case "loaded":
        break;
    }
  });
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.setEncoding("utf8").on("data", (text: string) => onEvent({ type: "output", stream, text }));
  // A process that cannot be started has no exit.
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      clearTimeout(waiting);
      onEvent({ type: "failed", message: `Node cannot be started: ${error.message}` });
      resolve();
    });
    child.once("close", (code, signal) => {
      clearTimeout(waiting);
      onEvent({ type: "failed", message: `${reason ?? describeEnd(file, code ?? signal, origin)} ${NEXT}` });
      resolve();
    });
  });

  return {
    async stop() {
      isCurrent = false;
      clearTimeout(waiting);
      if (child.exitCode === null && child.signalCode === null) child.kill();
      const killing = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await ended;
      clearTimeout(killing);
    },
  };
}

const NEXT = "It starts again with the next change.";

function describeEnd(file: string, end: number | string | null, origin: string | undefined): string {
  if (end === 0 && origin === undefined)
    return `${file} exports no bot and starts no server. Export it: export default createBot({ … }).`;
  return `${file} stopped with ${typeof end === "number" ? `exit code ${end}` : String(end)}.`;
}

function originOf({ host, port }: { readonly host: string; readonly port: number }): string {
  const isAny = host === "::" || host === "0.0.0.0";
  return `http://${isAny ? "localhost" : host.includes(":") ? `[${host}]` : host}:${port}`;
}
