import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanError } from "../src/index.js";

const SECRET = "hunter2";
const redisError = (): Error =>
  Object.assign(new Error("NOAUTH Authentication required."), { command: { name: "auth", args: [SECRET] } });
const shown = (error: unknown): string => inspect(error, { showHidden: true, depth: null });

describe("a cleaned error", () => {
  it("keeps the name, the message, the codes and the stack", () => {
    const thrown = Object.assign(new TypeError("connect failed"), { code: "ECONNREFUSED", port: 6379 });
    const clean = cleanError(thrown);
    expect(clean).toMatchObject({ name: "TypeError", message: "connect failed", code: "ECONNREFUSED", port: 6379 });
    expect(clean.stack).toBe(thrown.stack);
    expect(clean).toBeInstanceOf(Error);
  });

  it.each<[string, unknown]>([
    ["on the error", redisError()],
    ["on its cause", new Error("outer", { cause: new Error("middle", { cause: redisError() }) })],
    ["in an AggregateError", new AggregateError([redisError(), new Error("x", { cause: redisError() })], "all failed")],
    ["as a driver's query", Object.assign(new Error("duplicate key"), { parameters: [SECRET], detail: SECRET })],
    ["among the arguments that Redis quotes", new Error(`ERR unknown command, with args beginning with: '${SECRET}'`)],
    ["in a URL", new Error(`cannot connect to redis://user:${SECRET}@10.0.0.1:6379`)],
    ["thrown as a string", SECRET],
    ["thrown as an object", { password: SECRET }],
  ])("holds nothing of what clients attach: %s", (_where, thrown) => {
    expect(shown(thrown)).toContain(SECRET);
    expect(shown(cleanError(thrown))).not.toContain(SECRET);
  });

  it("can leave out what causes say, and keeps what they are and where", () => {
    const inner = Object.assign(new TypeError(`no leave for ${SECRET}\n    in two lines`), { code: "E_LEAVE" });
    const outer = new Error("A handler threw.", { cause: new AggregateError([inner], SECRET, { cause: inner }) });
    const clean = cleanError(outer, { causeMessages: false });
    expect(shown(clean)).not.toMatch(/hunter2|two lines/);
    expect(clean).toMatchObject({
      message: "A handler threw.",
      cause: { cause: { name: "TypeError", code: "E_LEAVE" } },
    });
    expect(((clean.cause as Error).cause as Error).stack).toContain("clean-error.test.ts");
    expect(() => cleanError(outer, { causeMesages: false } as never)).toThrow(/Did you mean `causeMessages`/);
  });

  it("keeps the chain of causes, and ends in a circle", () => {
    const inner = new Error("inner");
    const outer = new Error("outer", { cause: inner });
    inner.cause = outer;
    expect(cleanError(outer)).toMatchObject({ message: "outer", cause: { message: "inner" } });
    const many = new AggregateError(Array.from({ length: 1000 }, () => redisError()));
    expect((cleanError(many) as AggregateError).errors.length).toBeLessThan(100);
  });

  const refuse = (): never => {
    throw new Error("no");
  };
  it.each<[string, unknown]>([
    ["a Proxy that refuses everything", new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse })],
    ["an Error whose message throws", Object.defineProperty(new Error("x"), "message", { get: refuse })],
    ["an Error whose cause throws", Object.defineProperty(new Error("x"), "cause", { get: refuse })],
    ["a revoked Proxy", revoked()],
  ])("is made of %s", (_what, thrown) => {
    expect(cleanError(thrown)).toBeInstanceOf(Error);
  });
  function revoked(): unknown {
    const { proxy, revoke } = Proxy.revocable(new Error("x"), {});
    revoke();
    return proxy;
  }

  it("is made of whatever was thrown", () => {
    fc.assert(fc.property(fc.anything(), (thrown) => cleanError(thrown) instanceof Error));
  });
});
