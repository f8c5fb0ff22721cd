import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { runInNewContext } from "node:vm";
import { execution } from "@ck/protocol";
import { describe, expect, it } from "vitest";
import { action, createBot, receive, REQUEST_CHANNEL, type RawRequest } from "../src/index.js";
import { bytesOf, talk } from "@ck-test/talk";

const EXECUTE = { todo: "execute", action: "Hello" };
const FAILED = "Sorry, something went wrong. Please try again.";

/** A proxy that throws at every touch. */
function untouchable(): object {
  const refuse = (): never => {
    throw new Error("do not touch");
  };
  const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, refuse]));
  return new Proxy({}, traps);
}

/** What can be thrown, and how a program looks that does not expect it. */
const oddities: [string, () => unknown][] = [
  ["an error", () => new Error("full")],
  ["undefined", () => undefined],
  ["null", () => null],
  ["a string", () => "full"],
  ["a symbol", () => Symbol("full")],
  ["an object without a prototype", () => Object.create(null) as unknown],
  ["a proxy that throws at every touch", untouchable],
  ["an error of another realm", () => runInNewContext("new Error('full')") as unknown],
  ["an error whose code throws", () => Object.defineProperty(new Error("full"), "code", { get: untouchable as never })],
];

describe.each(oddities)("%s", (_, make) => {
  const fail = (): never => {
    throw make();
  };
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- that is what is tested
  const reject = (): never => Promise.reject(make()) as never;
  const bot = createBot({ actions: { Hello: action({ execute: () => "Hello!" }) } });

  // A rejection or an exception that nobody handles would fail the test run.
  it.each([
    ["thrown", fail],
    ["in a rejection", reject],
  ])("that comes out of a hook, %s, costs nobody the answer", async (_how, hook) => {
    const { send } = talk(bot, { onError: hook, onEvent: hook, waitUntil: hook });
    subscribe(REQUEST_CHANNEL, hook);
    try {
      expect((await send(EXECUTE)).json).toEqual(execution("Hello!"));
      expect((await send({ todo: "execute", action: "Nothing" })).json).toEqual(execution(FAILED));
    } finally {
      unsubscribe(REQUEST_CHANNEL, hook);
    }
    await new Promise((resolve) => setImmediate(resolve));
  });

  it.each([
    ["thrown", fail],
    ["in a rejection", reject],
  ])("that comes out of a handler, %s, is the cause of an error", async (_how, execute) => {
    const broken = createBot({ actions: { Hello: action({ execute }) }, failure: execute, late: execute });
    const { send, errors } = talk(broken);
    expect((await send(EXECUTE)).json).toEqual(execution(FAILED));
    expect(errors.map(({ code }) => code)).toEqual(["ERR_HANDLER_FAILED", "ERR_HANDLER_FAILED"]);
  });

  it("that an adapter throws is a 500", async () => {
    for (const odd of [{ body: fail }, { body: reject }, { header: fail }] as unknown as Partial<RawRequest>[]) {
      const { send, events } = talk(bot);
      const { status } = await send(EXECUTE, odd);
      // Without a key, nobody looks at the headers.
      expect(status).toBe("header" in odd ? 200 : 500);
      expect(events[0]?.outcome).toBe("header" in odd ? "answered" : "error");
    }
  });

  it("that a request throws when its caller is watched does no harm", async () => {
    const waiting = createBot({
      actions: { Hello: action({ execute: ({ signal }) => (signal.aborted ? "aborted" : "Hello!") }) },
    });
    const { send, errors } = talk(waiting);
    const signals: unknown[] = [null, {}, { aborted: false }, { addEventListener: fail }, untouchable()];
    for (const request of [{ onGone: fail }, ...signals.map((signal) => ({ signal }))]) {
      expect((await send(EXECUTE, request as Partial<RawRequest>)).json).toEqual(execution("Hello!"));
    }
    expect(errors).toEqual([]);
  });
});

it("a subscriber of the diagnostics channel that throws does not keep others from hearing", async () => {
  const seen: unknown[] = [];
  const fail = (): never => {
    throw new Error("full");
  };
  const listen = (event: unknown): void => void seen.push(event);
  subscribe(REQUEST_CHANNEL, fail);
  subscribe(REQUEST_CHANNEL, listen);
  try {
    await talk(createBot({ actions: {} })).send({ todo: "welcome" });
  } finally {
    unsubscribe(REQUEST_CHANNEL, fail);
    unsubscribe(REQUEST_CHANNEL, listen);
  }
  expect(seen).toEqual([expect.objectContaining({ todo: "welcome", outcome: "answered" })]);
});

it("bytes, errors and promises of another realm are what they are", async () => {
  const { send, events } = talk(createBot({ actions: {}, welcome: () => "Hello!" }));
  const text = JSON.stringify({ todo: "welcome" });
  const foreign = runInNewContext("(bytes) => Uint8Array.from(bytes)") as (bytes: number[]) => Uint8Array;
  expect((await send("", { body: foreign([...bytesOf(text)]) })).status).toBe(200);
  const reset = runInNewContext(
    "() => Promise.reject(Object.assign(new Error('x'), { code: 'ECONNRESET' }))",
  ) as () => never;
  await send("", { body: reset });
  expect(events[1]?.outcome).toBe("gone");
});

describe("a HEAD or GET request", () => {
  const bot = createBot({ actions: {} });

  it.each(["HEAD", "GET"])("gets 200 with an empty body, if the author allows it: %s", async (method) => {
    const { send, events } = talk(bot, { ping: true });
    const answer = receive(bot, { publicKey: false, ping: true, onEvent: (event) => events.push(event) });
    const body = (): never => expect.unreachable("the body was read");
    const answered = await answer({ method, header: () => undefined, body });
    expect(answered).toEqual({ status: 200, headers: {}, body: new Uint8Array(0) });
    expect(events).toEqual([expect.objectContaining({ outcome: "ping", status: 200, bytesOut: 0 })]);
    expect(await send("", { method: "PUT" })).toMatchObject({ status: 405, headers: { allow: "POST, GET, HEAD" } });
  });

  it("gets 405 otherwise", async () => {
    expect(await talk(bot).send("", { method: "GET" })).toMatchObject({ status: 405, headers: { allow: "POST" } });
    expect(() => talk(bot, { ping: "yes" as never })).toThrow("ping must be true or false; got a string.");
  });
});
