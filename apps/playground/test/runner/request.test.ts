import { createBot } from "@ck/bot";
import { webhook } from "@ck/fetch";
import { expect, it } from "vitest";
import { toFetchRequest } from "../../src/runner/request.js";

const bot = createBot({ actions: {}, welcome: () => "Hello!" });
const body = new TextEncoder().encode('{"todo":"welcome","environment":"development"}');
const headers = [["content-type", "application/json"]] as const;

it.each([undefined, "slow"] as const)("a request arrives whole, also in the manner %s", async (manner) => {
  const answer = webhook(bot, { publicKey: false });
  const response = await answer(toFetchRequest({ headers, body, timeoutMs: 50, ...(manner && { manner }) }));
  expect([response.status, await response.json()]).toEqual([200, { welcome_response: { message: "Hello!" } }]);
});

it("a request that is cut off is not answered with what the bot says", async () => {
  const errors: unknown[] = [];
  const answer = webhook(bot, { publicKey: false, onError: (error) => errors.push(error) });
  const response = await answer(toFetchRequest({ headers, body, manner: "cut", timeoutMs: 50 }));
  expect(response.status).toBeGreaterThanOrEqual(400);
});

it("a header that is there twice is not one of the two", () => {
  const twice = [
    ["x-twice", "a"],
    ["x-twice", "b"],
  ] as const;
  expect(toFetchRequest({ headers: twice, body, timeoutMs: 50 }).headers.get("x-twice")).toBe("a, b");
});
