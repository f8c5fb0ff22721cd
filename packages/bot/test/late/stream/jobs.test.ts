import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createBot, lateAnswerStream, memoryStore } from "../../../src/index.js";
import { makeKeys } from "@ck-test/talk";
import { heldQueue, startWeb, startWorker } from "../queue.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const secret = "a-secret-of-at-least-32-bytes-for-the-tests";

it("waits for a job, however long it lags in the queue, and brings what the worker answered", async () => {
  const [store, queue, keys] = [memoryStore(), heldQueue(), await makeKeys()];
  const bot = createBot({ actions: {}, fallback: () => "Printed.", durable: ["fallback"], late: "Still at it." });
  // The store may be asked faster than a secret seals: the clock is moved by hand.
  const lateAnswers = { store, queue, secret, pageTickets: true, timeoutMs: 600_000, ttlMs: 900_000 };
  const ada = startWeb(bot, keys, lateAnswers).visit();
  const { json } = await queue.late(ada.says("print it"));
  const [ticket = ""] = (json["data"] as { ckLate: string[] }).ckLate;

  const ask = lateAnswerStream({ lateAnswers, pollMs: 1_000 });
  const headers = { authorization: `Bearer ${ticket}` };
  const response = await ask(new Request("https://bot.example/late", { headers }));
  expect(response.status).toBe(200);
  let received = "";
  const reading = (async () => {
    for await (const piece of response.body as ReadableStream<Uint8Array>) received += new TextDecoder().decode(piece);
  })();
  await startWorker(bot, store, { secret }).run(queue.jobs.shift()!.data);
  while (!received.includes("event: ")) {
    await vi.advanceTimersByTimeAsync(1_000);
    await new Promise(setImmediate);
  }
  await reading;
  expect(received).toContain('"message":"Printed."');

  // A job that no queue knows any more, and that has left no answer, is not waited for.
  const another = await queue.late(ada.says("print that"));
  const [next = ""] = (another.json["data"] as { ckLate: string[] }).ckLate;
  const gone = lateAnswerStream({ lateAnswers: { ...lateAnswers, store: memoryStore(), queue: heldQueue() } });
  const refused = await gone(new Request("https://bot.example/late", { headers: { authorization: `Bearer ${next}` } }));
  expect(refused.status).toBe(404);
});
