import { gzipSync } from "node:zlib";
import { action, createBot, type BotError, type ReceiveOptions, type RequestEvent } from "@ck/bot";
import { webhook } from "@ck/fetch";
import { generateKeyPair, sign } from "@ck/signature";
import { beforeAll, describe, expect, it } from "vitest";

const SIGNATURE = "X-CONVOKRAFT-SIGNATURE";
const URL = "https://bot.example/convokraft";
const WELCOME = '{"todo":"welcome"}';
const bot = createBot({ actions: {}, welcome: () => "Grüße" });

let keys: { publicKey: string; privateKey: string };
beforeAll(async () => {
  keys = await generateKeyPair({ parameters: "published" });
});

function make(options: Partial<ReceiveOptions> = {}, served = bot) {
  const events: RequestEvent[] = [];
  const errors: BotError[] = [];
  const handle = webhook(served, {
    publicKey: keys.publicKey,
    explainFailures: 0,
    onEvent: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...options,
  });
  return { handle, events, errors };
}

function post(
  body: string | Uint8Array | ReadableStream<Uint8Array> | null,
  init: RequestInit & { signed?: string } = {},
): Request {
  const headers = { [SIGNATURE]: sign(init.signed ?? (typeof body === "string" ? body : WELCOME), keys.privateKey) };
  return new Request(URL, { method: "POST", body, headers, duplex: "half", ...init });
}

/** A body in `count` pieces that counts how many were requested. */
function pieces(piece: unknown, count = Infinity) {
  const asked = { times: 0 };
  const stream = new ReadableStream<unknown>({
    pull(controller) {
      if (asked.times++ < count) controller.enqueue(piece);
      else controller.close();
    },
  });
  return { stream: stream as ReadableStream<Uint8Array>, asked };
}

describe("a request", () => {
  it("is answered, with the length in bytes", async () => {
    const response = await make().handle(post(WELCOME));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    const bytes = await response.arrayBuffer();
    expect(response.headers.get("content-length")).toBe(String(bytes.byteLength));
    expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({ welcome_response: { message: "Grüße" } });
  });

  it("is not read before the cheap checks", async () => {
    const { handle } = make();
    for (const [method, status] of [
      ["PUT", 405],
      ["POST", 401],
    ] as const) {
      const request = post(WELCOME, { method, headers: {} });
      expect((await handle(request)).status).toBe(status);
      expect(request.bodyUsed).toBe(false);
    }
  });

  it("without a body is rejected", async () => {
    expect((await make().handle(post(null, { signed: "" }))).status).toBe(400);
  });

  it("with a repeated signature, which Fetch joins with a comma, is rejected", async () => {
    const { handle, events } = make();
    const request = post(WELCOME);
    request.headers.append(SIGNATURE, request.headers.get(SIGNATURE)!);
    expect((await handle(request)).status).toBe(401);
    expect(events).toEqual([expect.objectContaining({ reason: "signature-repeated" })]);
  });

  it("that is compressed is not decompressed", async () => {
    const { handle } = make();
    const body = gzipSync(WELCOME);
    const headers = { [SIGNATURE]: sign(WELCOME, keys.privateKey), "content-encoding": "gzip" };
    expect((await handle(post(body, { headers }))).status).toBe(401);
    headers[SIGNATURE] = sign(body, keys.privateKey);
    expect((await handle(post(body, { headers }))).status).toBe(400);
  });
});

describe("a body", () => {
  it("is read over many pieces", async () => {
    const body = JSON.stringify({ todo: "welcome", pad: "x".repeat(50_000) });
    let at = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at === body.length) controller.close();
        else controller.enqueue(new TextEncoder().encode(body.slice(at, ++at)));
      },
    });
    expect((await make().handle(post(stream, { signed: body }))).status).toBe(200);
  });

  it("over the limit is abandoned while it arrives", async () => {
    const { stream, asked } = pieces(new Uint8Array(1000));
    const { handle, events } = make({ maxBodyBytes: 10_000 });
    expect((await handle(post(stream))).status).toBe(413);
    expect(asked.times).toBeLessThan(20);
    expect(events).toEqual([expect.objectContaining({ reason: "body-too-large", bytesIn: 0 })]);
  });

  it("with a declared length over the limit is not read", async () => {
    const request = post("x".repeat(100), { signed: WELCOME });
    request.headers.set("content-length", "100");
    expect((await make({ maxBodyBytes: 99 }).handle(request)).status).toBe(413);
    expect(request.bodyUsed).toBe(false);
  });

  it("that does not arrive is abandoned at the deadline", async () => {
    const cancelled: string[] = [];
    const stream = new ReadableStream<Uint8Array>({ cancel: () => void cancelled.push("cancelled") });
    expect((await make({ deadlineMs: 20 }).handle(post(stream))).status).toBe(408);
    expect(cancelled).toEqual(["cancelled"]);
  });

  it("that breaks off is not an error", async () => {
    const { handle, events, errors } = make();
    const stream = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("socket hang up")) });
    await handle(post(stream));
    expect(events).toEqual([expect.objectContaining({ outcome: "gone" })]);
    expect(errors).toEqual([]);
  });

  it.each<[string, (request: Request) => unknown]>([
    ["was read", (request) => request.json()],
    ["is being read", (request) => request.body?.getReader()],
    ["was decoded to text", () => undefined],
  ])("that %s is the author's error, which says what to change", async (what, before) => {
    const { handle, errors } = make();
    const request = post(what === "was decoded to text" ? pieces(WELCOME, 1).stream : WELCOME, { signed: WELCOME });
    await before(request);
    const response = await handle(request);
    expect([response.status, await response.text()]).toEqual([500, ""]);
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_BODY_CONSUMED" })]);
    expect(errors[0]?.message).toMatch(/Hand the webhook (a|the) request/);
  });

  it.each([16_385, 900_000])("of %i declared bytes that stops arriving is let go of at the deadline", async (size) => {
    const cancelled: string[] = [];
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => void cancelled.push("cancelled"),
    });
    const request = post(stream);
    request.headers.set("content-length", String(size));
    expect((await make({ deadlineMs: 20 }).handle(request)).status).toBe(408);
    expect(cancelled).toEqual(["cancelled"]);
  });

  describe("whose length is declared", () => {
    const declared = (body: ReadableStream<Uint8Array>, more: Record<string, string> = {}): Request => {
      const request = post(body);
      for (const [name, value] of Object.entries({ "content-length": "18", ...more })) request.headers.set(name, value);
      return request;
    };

    it("is taken whole", async () => {
      const request = declared(pieces(new TextEncoder().encode(WELCOME), 1).stream);
      expect((await make().handle(request)).status).toBe(200);
    });

    it("and that breaks off is not an error", async () => {
      const { handle, events } = make();
      await handle(declared(new ReadableStream({ pull: () => Promise.reject(new Error("socket hang up")) })));
      expect(events).toEqual([expect.objectContaining({ outcome: "gone" })]);
    });

    it("and that something else is reading is the author's error", async () => {
      const { handle, errors } = make();
      const request = declared(pieces(new TextEncoder().encode(WELCOME), 1).stream);
      request.body?.getReader();
      expect((await handle(request)).status).toBe(500);
      expect(errors).toEqual([expect.objectContaining({ code: "ERR_BODY_CONSUMED" })]);
    });

    it("and that is longer is rejected", async () => {
      const { handle } = make({ maxBodyBytes: 10_000 });
      expect((await handle(declared(pieces(new Uint8Array(1000), 20).stream))).status).toBe(413);
    });

    // Such a body may have any length, whatever the header says: it came in chunks, or was decompressed.
    it.each([{ "transfer-encoding": "chunked" }, { "content-encoding": "gzip" }])(
      "and that need not have that length is read under the limit: %o",
      async (headers) => {
        const { stream, asked } = pieces(new Uint8Array(1000));
        expect((await make({ maxBodyBytes: 10_000 }).handle(declared(stream, headers))).status).toBe(413);
        expect(asked.times).toBeLessThan(20);
      },
    );
  });

  it("can be read by others from a clone", async () => {
    const request = post(WELCOME);
    await request.clone().text();
    expect((await make().handle(request)).status).toBe(200);
  });
});

it("the handler's signal is aborted with the request's", async () => {
  const controller = new AbortController();
  const waiting = createBot({
    actions: {
      Wait: action({
        execute: ({ signal }) => {
          controller.abort();
          expect(signal.aborted).toBe(true);
          return new Promise(() => undefined);
        },
      }),
    },
  });
  const { handle, events } = make({}, waiting);
  const body = '{"todo":"execute","action":"Wait","environment":"production"}';
  await handle(post(body, { signal: controller.signal }));
  expect(events).toEqual([expect.objectContaining({ outcome: "gone" })]);
});
