import { Readable } from "node:stream";
import { HttpRequest } from "@azure/functions";
import { action, createBot, type BotError, type RequestEvent } from "@ck/bot";
import { webhook, type FetchRequest } from "@ck/fetch";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import { Request as NodeFetchRequest } from "node-fetch";
import { beforeAll, describe, expect, it } from "vitest";

const SIGNATURE = "x-convokraft-signature";
const SLOW = '{"todo":"execute","action":"Slow","environment":"production"}';
const LARGE = JSON.stringify({ todo: "fallback", userInput: "☕".repeat(10_000) });
const bot = createBot({
  // Longer than the time after which the caller is watched.
  actions: { Slow: action({ execute: () => new Promise((resolve) => setTimeout(resolve, 40, "Done.")) }) },
  welcome: () => "Grüße",
  fallback: ({ userInput }) => String(userInput.length),
});

let keys: KeyPair;
beforeAll(async () => {
  keys = await generateKeyPair({ parameters: "published" });
});

function make() {
  const errors: BotError[] = [];
  const events: RequestEvent[] = [];
  const handle = webhook(bot, {
    publicKey: keys.publicKey,
    explainFailures: 0,
    maxBodyBytes: 50_000,
    deadlineMs: 2_000,
    onError: (error) => errors.push(error),
    onEvent: (event) => events.push(event),
  });
  return { handle, errors, events };
}

type Make = (body: string, headers: Record<string, string>) => FetchRequest;

const kinds: [string, Make][] = [
  [
    "Azure Functions, which has no signal",
    (body, headers) => new HttpRequest({ url: "http://x/", method: "POST", headers, body: { string: body } }),
  ],
  [
    "Azure Functions, with bytes",
    (body, headers) =>
      new HttpRequest({ url: "http://x/", method: "POST", headers, body: { bytes: Buffer.from(body) } }),
  ],
  [
    "node-fetch, whose signal is null and whose body is a stream of Node's own",
    (body, headers) => new NodeFetchRequest("http://x/", { method: "POST", headers, body }),
  ],
  [
    "node-fetch, with a stream",
    (body, headers) =>
      new NodeFetchRequest("http://x/", { method: "POST", headers, body: Readable.from([Buffer.from(body)]) }),
  ],
  [
    "a library that has bytes and nothing else",
    (body, headers) => ({
      method: "POST",
      headers: new Headers(headers),
      arrayBuffer: () => Promise.resolve(new TextEncoder().encode(body).buffer),
    }),
  ],
];

describe.each(kinds)("a request of %s", (_, make_) => {
  it.each([
    ["small", SLOW],
    ["large", LARGE],
  ])("is answered, declared or not, with a body that is %s", async (_size, body) => {
    const { handle, errors } = make();
    const length = { "content-length": String(Buffer.byteLength(body)) };
    for (const more of [{}, length]) {
      const response = await handle(make_(body, { ...more, [SIGNATURE]: sign(body, keys.privateKey) }));
      expect(response.status).toBe(200);
    }
    expect(errors).toEqual([]);
  });

  it("is rejected with 401, 405 and 413 like any other", async () => {
    const { handle, errors, events } = make();
    const over = "x".repeat(50_001);
    expect((await handle(make_(SLOW, {}))).status).toBe(401);
    expect((await handle({ ...bare(make_(SLOW, {})), method: "PUT" })).status).toBe(405);
    expect((await handle(make_(over, { [SIGNATURE]: sign(over, keys.privateKey) }))).status).toBe(413);
    expect(events.map(({ reason }) => reason)).toEqual(["signature-missing", "method", "body-too-large"]);
    expect(errors).toEqual([]);
  });
});

/** A spread of an object of a class has none of its getters. */
function bare(request: FetchRequest): FetchRequest {
  return { method: request.method, headers: request.headers, arrayBuffer: () => request.arrayBuffer() };
}

it("a request whose signal is something else is answered", async () => {
  const { handle, errors } = make();
  for (const signal of [undefined, null, {}, true] as never[]) {
    const request = new Request("http://x/", {
      method: "POST",
      body: SLOW,
      headers: { [SIGNATURE]: sign(SLOW, keys.privateKey) },
    });
    Object.defineProperty(request, "signal", { value: signal });
    expect((await handle(request)).status).toBe(200);
  }
  expect(errors).toEqual([]);
});
