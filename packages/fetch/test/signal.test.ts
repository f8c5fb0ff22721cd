import { createBot } from "@ck/bot";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { webhook } from "../src/index.js";

// The clock stands still, so that a slow machine makes no difference.
beforeEach(() => vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] }));
afterEach(() => vi.useRealTimers());

it("a request that is answered at once has no signal made for it", async () => {
  let reads = 0;
  const answer = webhook(createBot({ actions: {}, welcome: () => "Hello!" }), { publicKey: false });
  // Servers pass the length on; without it the body is a stream, and has to end with the request.
  const headers = { "content-length": "18" };
  const request = new Request("http://bot/", { method: "POST", body: '{"todo":"welcome"}', headers });
  Object.defineProperty(request, "signal", { get: () => void reads++ });
  const response = await answer(request);
  expect(response.status).toBe(200);
  expect(reads).toBe(0);
});

it("a handler that asks for it gets the signal of the request", async () => {
  const caller = new AbortController();
  let left: unknown;
  const bot = createBot({
    actions: {},
    welcome: ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          left = signal.reason;
          resolve("Nobody reads this.");
        });
        caller.abort();
      }),
  });
  const { signal } = caller;
  const request = new Request("http://bot/", { method: "POST", body: '{"todo":"welcome"}', signal });
  await webhook(bot, { publicKey: false })(request);
  expect(left).toMatchObject({ name: "AbortError" });
});
