import type { Server } from "node:net";
import { BotError, requireKnownOptions, type WorkTracker } from "@ck/bot";
import { closeGently, cutConnections } from "./close-gently.js";
import type { Health } from "../health/health.js";
import { requireMs, within } from "../health/within.js";

/** Options of {@link shutdown}. */
export interface ShutdownOptions {
  /** The work that was promised to visitors: what `trackWork()` of `@ck/bot` returned, or several of these. */
  readonly work?: PromisedWork | readonly PromisedWork[] | undefined;
  /** What `health()` returned: the process is then unready first, and goes on to accept requests for `drainMs`. */
  readonly health?: Pick<Health, "drain"> | undefined;
  /** How long everything may take, in ms. Default 25,000: Kubernetes kills a process after 30,000. */
  readonly graceMs?: number | undefined;
}

/** Work that can be waited for. */
export type PromisedWork = Pick<WorkTracker, "idle">;

/** What {@link shutdown} did. */
export interface ShutdownResult {
  /** The time was up before everything had ended. */
  readonly forced: boolean;
  /** How many connections were cut. */
  readonly cutConnections: number;
  /** The promised work had ended. */
  readonly isWorkDone: boolean;
}

const GRACE_MS = 25_000;

/**
 * Shuts a server down without losing a request or a promised answer.
 *
 * It stops accepting connections, has every answer close its connection, closes connections as they become idle, and
 * waits for the promised work. What is not done after `graceMs` is cut.
 *
 * @param server - of Node's `http`, `https` or `http2` module: what `createServer()` or an app's `listen()` returned
 * @param options - `work`, `health` and `graceMs`
 * @returns whether anything had to be cut
 * @throws {@link BotError} `ERR_INVALID_OPTION`: not a server, or a wrong option
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot, memoryStore, trackWork } from "@ck/bot";
 * import { shutdown, webhook } from "@ck/node";
 *
 * const work = trackWork();
 * const options = { publicKey: false, lateAnswers: { store: memoryStore() }, waitUntil: work.waitUntil } as const;
 * const server = createServer(webhook(createBot({ actions: {} }), options)).listen(0);
 * // On SIGTERM:
 * await shutdown(server, { work }); // → { forced: false, cutConnections: 0, isWorkDone: true }
 * ```
 */
export async function shutdown(server: Server, options: ShutdownOptions = {}): Promise<ShutdownResult> {
  requireKnownOptions(options, ["work", "health", "graceMs"], "shutdown");
  const { graceMs = GRACE_MS } = options;
  const promised = options.work === undefined ? [] : [options.work].flat();
  check(server, promised, graceMs);

  const started = performance.now();
  const leftMs = (): number => Math.max(0, graceMs - (performance.now() - started));

  if (options.health !== undefined) await within(graceMs, options.health.drain());
  const { closed } = await closeGently(server);
  const finish = closed.then(() => idle(promised));
  if (await within(leftMs(), finish)) return { forced: false, cutConnections: 0, isWorkDone: true };
  return { forced: true, cutConnections: await cutConnections(server), isWorkDone: await within(0, idle(promised)) };
}

function idle(promised: readonly PromisedWork[]): Promise<unknown> {
  return Promise.allSettled(promised.map((one) => one.idle()));
}

function check(server: unknown, promised: readonly unknown[], graceMs: unknown): void {
  if (typeof (server as Partial<Server> | undefined)?.getConnections !== "function") {
    throw invalid(
      `The server must be one of Node's http, https or http2 module; got ${server == null ? "nothing" : `a ${typeof server}`}. With Express and Koa, pass what app.listen() returns.`,
    );
  }
  if (promised.some((one) => typeof (one as Partial<PromisedWork> | null)?.idle !== "function"))
    throw invalid("work must be what trackWork() returns, or a list of these.");
  requireMs("graceMs", graceMs);
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
