import { describe, expect, it } from "vitest";
import { redisStore, type RedisStoreOptions } from "../src/index.js";

describe("what cannot be a Redis", () => {
  it.each<[string, unknown, RedisStoreOptions?]>([
    ["a URL of something else", "https://user:hunter2@cache.example.com"],
    ["a text that is no URL", "127.0.0.1:6379 hunter2"],
    ["nothing", undefined],
    ["a client of another library", { sendCommand: () => undefined, isReady: true }],
    ["an invalid prefix", "redis://127.0.0.1:1", { prefix: 1 as never }],
    ["no time at all", "redis://127.0.0.1:1", { timeoutMs: 0 }],
    ["more time than a request has", "redis://127.0.0.1:1", { timeoutMs: Infinity }],
  ])("is said at the start: %s", (_what, client, options) => {
    let thrown: unknown;
    try {
      redisStore(client as string, options);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: "RedisStoreError", code: "ERR_INVALID_OPTION" });
    expect(String(thrown)).not.toContain("hunter2");
  });
});
