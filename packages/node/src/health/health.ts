import { BotError, requireKnownOptions } from "@ck/bot";
import { watchLoop } from "./loop-delay.js";
import type { NodeRequest, NodeResponse } from "../node-http.js";
import { requireMs, within } from "./within.js";

/** Options of {@link health}. */
export interface HealthOptions {
  /** What a webhook needs, by name, such as its store and its database. A check that rejects has failed. */
  readonly checks?: Readonly<Record<string, HealthCheck>> | undefined;
  /** How long the checks may take, in ms. Default 800: Kubernetes gives up on a probe after 1,000. */
  readonly timeoutMs?: number | undefined;
  /** The longest that the event loop may have been blocked since the last probe, in ms. Default 500. */
  readonly maxLoopDelayMs?: number | undefined;
  /** How long load balancers get to notice that the process is not ready, before `shutdown` goes on. Default 5,000 ms. */
  readonly drainMs?: number | undefined;
}

/** Checks one thing. Rejects or throws if it does not work; the signal is aborted when its time is up. */
export type HealthCheck = (signal: AbortSignal) => unknown;

/** Whether a process can answer requests. */
export interface Readiness {
  readonly isReady: boolean;
  /** The names of the checks that failed, `event loop`, or `shutdown`. */
  readonly failed: readonly string[];
}

/** What {@link health} returns. */
export interface Health {
  /** Answers `GET /livez` and `GET /readyz`. Gives `false` for other paths, and leaves those requests alone. */
  readonly handle: (req: NodeRequest, res: NodeResponse) => boolean;
  /** Runs the checks. Calls at the same time share one run. */
  readonly ready: () => Promise<Readiness>;
  /** Makes the process unready from now on, and resolves after `drainMs`. `shutdown` calls it. */
  readonly drain: () => Promise<void>;
}

/**
 * Creates the probes of a process: whether it is alive, and whether it can answer requests.
 *
 * `/livez` answers 200 as long as the process answers at all. `/readyz` answers 503 if a check fails or takes too long, if
 * the event loop was blocked, and once `shutdown` has begun.
 *
 * @param options - `checks`, their time-out, and what counts as too slow
 * @returns the probes
 * @throws {@link BotError} `ERR_INVALID_OPTION`: a wrong option
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createBot } from "@ck/bot";
 * import { health, webhook } from "@ck/node";
 *
 * const probes = health({ checks: { database: async () => undefined }, drainMs: 0 });
 * const convokraft = webhook(createBot({ actions: {} }), { publicKey: false });
 * createServer((req, res) => {
 *   if (!probes.handle(req, res)) convokraft(req, res);
 * });
 *
 * await probes.ready(); // → { isReady: true, failed: [] }
 * await probes.drain();
 * await probes.ready(); // → { isReady: false, failed: ["shutdown"] }
 * ```
 */
export function health(options: HealthOptions = {}): Health {
  requireKnownOptions(options, ["checks", "timeoutMs", "maxLoopDelayMs", "drainMs"], "health");
  const { checks = {}, timeoutMs = 800, maxLoopDelayMs = 500, drainMs = 5_000 } = options;
  for (const [name, ms] of Object.entries({ timeoutMs, maxLoopDelayMs, drainMs })) requireMs(name, ms);
  for (const [name, check] of Object.entries(checks)) {
    if (typeof check !== "function")
      throw new BotError("ERR_INVALID_OPTION", `checks.${name} must be a function; got a ${typeof check}.`);
  }
  const loop = watchLoop();
  let isDraining = false;
  let running: Promise<Readiness> | undefined;

  async function run(): Promise<Readiness> {
    if (isDraining) return { isReady: false, failed: ["shutdown"] };
    const isBlocked = loop.maxMs() > maxLoopDelayMs;
    const failed = await failedChecks(checks, timeoutMs);
    if (isBlocked) failed.push("event loop");
    return { isReady: failed.length === 0, failed };
  }
  const ready = (): Promise<Readiness> => (running ??= run().finally(() => (running = undefined)));

  return {
    ready,
    handle(req, res) {
      const path = req.url?.split("?", 1)[0];
      if ((req.method !== "GET" && req.method !== "HEAD") || (path !== "/livez" && path !== "/readyz")) return false;
      if (path === "/livez") answer(res, 200, { isAlive: true });
      else void ready().then((readiness) => answer(res, readiness.isReady ? 200 : 503, readiness));
      return true;
    },
    async drain() {
      isDraining = true;
      await new Promise((resolve) => setTimeout(resolve, drainMs));
    },
  };
}

/** The names of the checks that fail, or do not end in time. Never rejects. */
async function failedChecks(checks: Readonly<Record<string, HealthCheck>>, timeoutMs: number): Promise<string[]> {
  const controller = new AbortController();
  const failed = new Set(Object.keys(checks));
  const all = Object.entries(checks).map(async ([name, check]) => {
    try {
      await check(controller.signal);
      failed.delete(name);
    } catch {
      // It stays among those that failed. Its error may hold an address or a password.
    }
  });
  if (!(await within(timeoutMs, Promise.all(all)))) controller.abort();
  return [...failed];
}

function answer(res: NodeResponse, status: number, body: object): void {
  if (res.headersSent || res.writableEnded) return;
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  res.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) });
  res.end(text);
}
