import { describe, expect, it, vi } from "vitest";
import { action, createBot, type BotError, type ErrorDetails } from "../../src/index.js";
import { talk, type TestBot } from "@ck-test/talk";

const HELD_MS = 700;

/** Computes for a while, as a handler does that should not. */
function hold(): string {
  const until = performance.now() + HELD_MS;
  while (performance.now() < until);
  return "done";
}

type Told = readonly [BotError, ErrorDetails];

const gates: (() => void)[] = [];
const bot = createBot({
  actions: {
    Compute: action({ execute: hold }),
    ComputeLater: action({
      execute: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return hold();
      },
    }),
    Wait: action({ execute: () => new Promise<string>((resolve) => gates.push(() => resolve("waited"))) }),
  },
  welcome: () => "Hello!",
});

function start(deadlineMs: number): TestBot & { told: Told[] } {
  const told: Told[] = [];
  return { ...talk(bot, { deadlineMs, onError: (...both) => told.push(both) }), told };
}

const execute = (name: string): object => ({ todo: "execute", action: name, environment: "production" });

describe("a handler that holds the event loop", () => {
  it.each(["Compute", "ComputeLater"])(
    "is late if its answer leaves after the deadline, and is named: %s",
    async (name) => {
      const { send, events, told } = start(500);
      expect((await send(execute(name))).status).toBe(200);
      expect(events).toEqual([expect.objectContaining({ outcome: "late", action: name })]);
      expect(events[0]?.ms).toBeGreaterThanOrEqual(HELD_MS);
      const [error, details] = told.find(([{ code }]) => code === "ERR_EVENT_LOOP_BLOCKED")!;
      expect(error.message).toContain(`actions.${name}.execute held the event loop`);
      expect(details).toMatchObject({ todo: "execute", action: name, environment: "production" });
      expect(details.ms).toBeGreaterThanOrEqual(HELD_MS - 50);
    },
  );

  it("is named even if its own answer is in time", async () => {
    const { send, told } = start(1200);
    await send(execute("Compute"));
    expect(told.map(([{ code }]) => code)).toEqual(["ERR_EVENT_LOOP_BLOCKED"]);
  });

  it("is blamed for the time that the others waited, and they are not", async () => {
    const { send, events, told } = start(60_000);
    const other = send(execute("Wait"));
    await vi.waitFor(() => expect(gates).toHaveLength(1));
    // Under a deadline of a minute it takes a second.
    const strict = start(500);
    void strict.send(execute("Compute"));
    gates.pop()!();
    await other;
    expect(events[0]).toMatchObject({ outcome: "answered", action: "Wait" });
    expect(told).toEqual([]);
  });
});

it("a request that comes while the event loop catches up counts from when it was held", async () => {
  const { send, events } = start(500);
  await send(execute("Compute"));
  // Whether it came just now, or waited in the socket all the time, nobody knows.
  await send({ todo: "welcome" });
  expect(events[1]).toMatchObject({ outcome: "late", todo: "welcome" });
  expect(events[1]?.ms).toBeGreaterThanOrEqual(HELD_MS);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await send({ todo: "welcome" });
  expect(events[2]?.ms).toBeLessThan(HELD_MS);
});

it("a server that knows better says when a request arrived", async () => {
  const { send, events } = start(60_000);
  await send({ todo: "welcome" }, { arrivedAt: performance.now() - 3000 });
  await send({ todo: "welcome" }, { arrivedAt: performance.now() + 3000 });
  expect(events[0]?.ms).toBeGreaterThanOrEqual(3000);
  expect(events[1]?.ms).toBeLessThan(3000);
});

it("a caller who hung up while the event loop was held is noticed before a handler starts for nobody", async () => {
  const { send, events } = start(60_000);
  const strict = start(60_000);
  await strict.send(execute("Compute"));
  const caller = new AbortController();
  // As with a socket: that it was closed is read one turn of the loop after the request.
  setTimeout(() => caller.abort(), 0);
  await strict.send({ todo: "welcome" }, { signal: caller.signal });
  expect(strict.events.at(-1)).toMatchObject({ outcome: "gone", status: 499 });
  await send({ todo: "welcome" });
  expect(events[0]).toMatchObject({ outcome: "answered" });
});
