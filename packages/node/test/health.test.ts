import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createBot } from "@ck/bot";
import { health, shutdown, webhook, type Health } from "@ck/node";
import { afterEach, describe, expect, it } from "vitest";

const closing: Server[] = [];
afterEach(() =>
  closing.splice(0).forEach((server) => {
    server.close();
    server.closeAllConnections();
  }),
);

async function listen(probes: Health): Promise<{ server: Server; get: (path: string) => Promise<[number, unknown]> }> {
  const convokraft = webhook(createBot({ actions: {} }), { publicKey: false });
  const server = createServer((req, res) => {
    if (!probes.handle(req, res)) convokraft(req, res);
  });
  closing.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server,
    async get(path) {
      const response = await fetch(origin + path);
      const text = await response.text();
      return [response.status, text === "" ? "" : (JSON.parse(text) as unknown)];
    },
  };
}

const ok = (): Promise<void> => Promise.resolve();
/** However busy the machine is. */
const patient = { maxLoopDelayMs: 3_600_000, timeoutMs: 60_000 };

describe("the probes", () => {
  it("answer 200 while all is well, and leave other paths to the server", async () => {
    const { get } = await listen(health({ ...patient, checks: { store: ok, database: () => undefined } }));
    expect(await get("/livez")).toEqual([200, { isAlive: true }]);
    expect(await get("/readyz?probe=1")).toEqual([200, { isReady: true, failed: [] }]);
    expect(await get("/convokraft")).toEqual([405, ""]);
  });

  it("name what fails, and none of its error, and the process stays alive", async () => {
    const checks = {
      store: ok,
      database: () => Promise.reject(new Error("hunter2")),
      queue: () => {
        throw new Error("hunter2");
      },
    };
    const { get } = await listen(health({ ...patient, checks }));
    expect(await get("/readyz")).toEqual([503, { isReady: false, failed: ["database", "queue"] }]);
    expect(await get("/livez")).toEqual([200, { isAlive: true }]);
  });

  it("do not wait for a check that hangs, and tell it so", async () => {
    const signals: AbortSignal[] = [];
    const hang = (signal: AbortSignal): Promise<void> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const probes = health({ ...patient, checks: { store: ok, database: hang }, timeoutMs: 20 });
    expect(await probes.ready()).toEqual({ isReady: false, failed: ["database"] });
    expect(signals[0]?.aborted).toBe(true);
  });

  it("share one run of the checks", async () => {
    let runs = 0;
    const probes = health({ checks: { store: () => new Promise((resolve) => setImmediate(resolve, ++runs)) } });
    await Promise.all([probes.ready(), probes.ready(), probes.ready()]);
    expect(runs).toBe(1);
    await probes.ready();
    expect(runs).toBe(2);
  });

  it("make a process whose event loop was blocked unready, not dead, until the next probe", async () => {
    const { get } = await listen(health({ maxLoopDelayMs: 1_000 }));
    // A busy machine may have blocked it before.
    await get("/readyz");
    const until = performance.now() + 1_500;
    while (performance.now() < until);
    expect(await get("/livez")).toEqual([200, { isAlive: true }]);
    expect(await get("/readyz")).toEqual([503, { isReady: false, failed: ["event loop"] }]);
    await expect.poll(() => get("/readyz")).toEqual([200, { isReady: true, failed: [] }]);
  });
});

it("a process is unready first when it shuts down, and answers until it has been drained", async () => {
  const probes = health({ ...patient, drainMs: 0 });
  const { server, get } = await listen(probes);
  let finish = (): void => undefined;
  const drained = new Promise<void>((resolve) => (finish = resolve));
  const stopped = shutdown(server, { health: { drain: () => probes.drain().then(() => drained) } });
  expect(await get("/readyz")).toEqual([503, { isReady: false, failed: ["shutdown"] }]);
  expect(await get("/livez")).toEqual([200, { isAlive: true }]);
  expect(server.listening).toBe(true);
  finish();
  expect(await stopped).toEqual({ forced: false, cutConnections: 0, isWorkDone: true });
  expect(server.listening).toBe(false);
});

it("a drain that takes longer than graceMs is cut short", async () => {
  const probes = health({ drainMs: 60_000 });
  const { server } = await listen(probes);
  await shutdown(server, { health: probes, graceMs: 50 });
  expect(server.listening).toBe(false);
});

it.each([
  [{ checks: { store: true } }, "checks.store"],
  [{ timeoutMs: -1 }, "timeoutMs"],
  [{ maxLoopDelayMs: NaN }, "maxLoopDelayMs"],
  [{ drainMs: "5" }, "drainMs"],
])("%o is an invalid option", (options, name) => {
  expect(() => health(options as never)).toThrow(
    expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringContaining(name) as string }),
  );
});
