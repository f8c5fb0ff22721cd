import { afterEach, expect, it, vi } from "vitest";
import { createBot, receive, type RawRequest } from "../../src/index.js";

afterEach(() => void vi.restoreAllMocks());

const request: RawRequest = {
  method: "POST",
  header: () => undefined,
  body: new TextEncoder().encode('{"todo":"welcome"}'),
};
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("sets no timer for a request that is answered in the turn of the event loop in which it came", async () => {
  const set = vi.spyOn(globalThis, "setTimeout");
  const answer = receive(createBot({ actions: {}, welcome: () => "Hello!" }), { publicKey: false });
  for (let count = 0; count < 3; count++) {
    expect((await answer(request)).status).toBe(200);
    await nextTurn();
  }
  expect(set).not.toHaveBeenCalled();
});

it("ends a handler that hangs all the same", async () => {
  const outcomes: string[] = [];
  const bot = createBot({ actions: {}, welcome: () => new Promise<never>(() => undefined) });
  const answer = receive(bot, {
    publicKey: false,
    deadlineMs: 10,
    onError: () => undefined,
    onEvent: ({ outcome }) => outcomes.push(outcome),
  });
  expect((await answer(request)).status).toBe(200);
  expect(outcomes).toEqual(["late"]);
});
