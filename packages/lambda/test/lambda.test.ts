import { action, createBot, type BotError, type ReceiveOptions, type RequestEvent } from "@ck/bot";
import { generateKeyPair, importPublicKey, sign, type PublicKey } from "@ck/signature";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { webhook, type LambdaContext, type LambdaEvent } from "../src/index.js";
import { FORMS, toEvent, type Exchange, type Form } from "./gateway.js";

let publicKey: PublicKey;
let privateKey: string;
beforeAll(async () => {
  const pair = await generateKeyPair({ modulusLength: 2048, divisorLength: 224 });
  publicKey = importPublicKey(pair.publicKey);
  privateKey = pair.privateKey;
});

const bot = createBot({
  actions: {
    Hello: action({ execute: () => "Grüße ☕" }),
    Wait: action({ execute: () => new Promise(() => undefined) }),
  },
  late: "Not yet.",
});
const EXECUTE = Buffer.from('{"todo":"execute","action":"Hello","params":{"n":"☕"}}');

function serve(options: Partial<ReceiveOptions> = {}) {
  const errors: BotError[] = [];
  const events: RequestEvent[] = [];
  const handler = webhook(bot, {
    publicKey,
    onError: (error) => errors.push(error),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { handler, errors, events };
}

function post(body: Uint8Array, headers: readonly string[] = [], method = "POST"): Exchange {
  return { method, path: "/convokraft", rawHeaders: ["Content-Type", "application/json", ...headers], body };
}

const signatureOf = (body: Uint8Array): string => sign(body, privateKey);

describe.each(FORMS)("an event of the form: %s", (form) => {
  it.each(["X-CONVOKRAFT-SIGNATURE", "x-convokraft-signature", "X-Convokraft-Signature"])(
    "is answered: %s",
    async (name) => {
      const { handler, events } = serve();
      const result = await handler(toEvent(form, post(EXECUTE, [name, signatureOf(EXECUTE)])));
      expect(result).toMatchObject({ statusCode: 200, isBase64Encoded: false });
      expect(JSON.parse(result.body)).toMatchObject({ status: "execution", message: "Grüße ☕" });
      const json = "application/json";
      expect(result.multiValueHeaders ?? result.headers).toEqual({
        "content-type": form === "balancer" ? [json] : json,
      });
      expect(Object.keys(result)).toContain(form === "balancer" ? "multiValueHeaders" : "headers");
      expect(events[0]).toMatchObject({ outcome: "answered", bytesIn: EXECUTE.byteLength });
    },
  );

  it("is rejected without a signature, and with one of another body", async () => {
    const { handler, events } = serve();
    const other = Buffer.from('{"todo":"welcome"}');
    for (const headers of [[], ["X-CONVOKRAFT-SIGNATURE", signatureOf(other)]])
      expect(await handler(toEvent(form, post(EXECUTE, headers)))).toMatchObject({ statusCode: 401, body: "" });
    expect(events.map(({ reason }) => reason)).toEqual(["signature-missing", "signature-mismatch"]);
  });

  it("is rejected with another method", async () => {
    const result = await serve().handler(toEvent(form, post(EXECUTE, [], "GET")));
    expect(result).toMatchObject({ statusCode: 405, body: "" });
    expect(result.multiValueHeaders ?? result.headers).toEqual({ allow: form === "balancer" ? ["POST"] : "POST" });
  });

  it("is rejected without a body", async () => {
    const none = Buffer.alloc(0);
    const { handler } = serve();
    const event = toEvent(form, post(none, ["X-CONVOKRAFT-SIGNATURE", signatureOf(none)]));
    expect(await handler(event)).toMatchObject({ statusCode: 400, body: "" });
  });

  it("is rejected with a body over the limit, to the byte", async () => {
    const { handler, events } = serve({ maxBodyBytes: EXECUTE.byteLength });
    const larger = Buffer.concat([EXECUTE, Buffer.from(" ")]);
    const statuses = [];
    for (const body of [EXECUTE, larger])
      statuses.push(
        (await handler(toEvent(form, post(body, ["X-CONVOKRAFT-SIGNATURE", signatureOf(body)])))).statusCode,
      );
    expect(statuses).toEqual([200, 413]);
    expect(events[1]?.reason).toBe("body-too-large");
  });
});

// Not the plain load balancer: it shows its target only one of two.
it.each(FORMS.filter((form) => form !== "balancer, plain"))(
  "an event of the form: %s is rejected with two signatures, even if both are right",
  async (form) => {
    const { handler, events } = serve();
    const twice = ["X-CONVOKRAFT-SIGNATURE", signatureOf(EXECUTE), "x-convokraft-signature", signatureOf(EXECUTE)];
    expect(await handler(toEvent(form, post(EXECUTE, twice)))).toMatchObject({ statusCode: 401, body: "" });
    expect(events[0]?.reason).toBe("signature-repeated");
  },
);

describe("the signature is checked over", () => {
  const exact: Form[] = ["rest, binary", "http", "url", "balancer"];
  it.each(exact)("the bytes that were sent, whatever they are: %s", async (form) => {
    const { handler, events } = serve();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (body, isJson) => {
        const rawHeaders = ["content-type", isJson ? "application/json" : "application/octet-stream"];
        rawHeaders.push("x-convokraft-signature", signatureOf(body));
        await handler(toEvent(form, { ...post(body), rawHeaders }));
        // Past the signature check: the bytes are right, but not a request.
        expect(events.pop()).toMatchObject({ status: 400, reason: "invalid-request", bytesIn: body.byteLength });
      }),
      { numRuns: 60 },
    );
  });

  it.each(FORMS)("the bytes of any text: %s", async (form) => {
    const { handler, events } = serve();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
        const body = new TextEncoder().encode(`\u{FEFF}${text}`);
        await handler(toEvent(form, post(body, ["x-convokraft-signature", signatureOf(body)])));
        expect(events.pop()).toMatchObject({ status: 400, bytesIn: body.byteLength });
      }),
      { numRuns: 60 },
    );
  });
});

describe("an event that is not an HTTP request", () => {
  it.each([
    ["nothing", undefined, "got undefined with"],
    ["a test event of the console", { key1: "hunter2" }, "got an object with"],
    ["messages of a queue", { Records: [{ body: "hunter2" }] }, "got an object with"],
    ["a message of a WebSocket", { requestContext: { eventType: "MESSAGE" }, body: "hunter2" }, "got an object with"],
    ["a list", ["hunter2"], "got an array with"],
  ])("gets 500, and onError learns why: %s", async (_, event, what) => {
    for (const options of [{}, { publicKey: false as const }]) {
      const { handler, errors } = serve(options);
      expect(await handler(event as LambdaEvent)).toEqual({
        statusCode: 500,
        headers: {},
        body: "",
        isBase64Encoded: false,
      });
      expect(errors).toEqual([expect.objectContaining({ code: "ERR_UNKNOWN_EVENT" })]);
      expect(errors[0]?.message).toContain(what);
      expect(errors[0]?.message).not.toContain("hunter2");
    }
  });

  it.each([
    ["a parsed body", { todo: "welcome" }, false],
    ["invalid Base64", "hunter2!", true],
  ])("gets 500 for %s", async (_, body, isBase64Encoded) => {
    const { handler, errors } = serve({ publicKey: false });
    const event = { httpMethod: "POST", body, isBase64Encoded } as unknown as LambdaEvent;
    expect(await handler(event)).toMatchObject({ statusCode: 500, body: "" });
    expect(errors[0]).toMatchObject({ code: "ERR_UNKNOWN_EVENT" });
    expect(errors[0]?.message).not.toContain("hunter2");
  });

  it("never makes the function fail", async () => {
    const { handler } = serve();
    const unsigned = serve({ publicKey: false }).handler;
    const piece = fc.anything({ withNullPrototype: true, withObjectString: true, withBigInt: true, withDate: true });
    const method = fc.oneof(fc.constant("POST"), piece);
    const event = fc.oneof(
      piece,
      fc.record(
        {
          httpMethod: method,
          headers: fc.oneof(piece, fc.dictionary(fc.constantFrom("X-CONVOKRAFT-SIGNATURE", "host"), piece)),
          multiValueHeaders: fc.oneof(piece, fc.dictionary(fc.constantFrom("X-CONVOKRAFT-SIGNATURE", "host"), piece)),
          body: fc.oneof(fc.string(), fc.base64String(), piece),
          isBase64Encoded: fc.oneof(fc.boolean(), piece),
          requestContext: fc.oneof(piece, fc.record({ http: fc.oneof(piece, fc.record({ method })), elb: piece })),
        },
        { requiredKeys: [] },
      ),
    );
    const context = fc.oneof(piece, fc.record({ getRemainingTimeInMillis: fc.func(piece) }));
    await fc.assert(
      fc.asyncProperty(event, context, async (any, about) => {
        for (const call of [handler, unsigned]) {
          const result = await call(any as LambdaEvent, about as LambdaContext);
          expect([200, 400, 401, 405, 500]).toContain(result.statusCode);
          expect(typeof result.body).toBe("string");
        }
      }),
      { numRuns: 300 },
    );
  });

  it("may be an object that throws on every access", async () => {
    const { handler, errors } = serve();
    const odd = new Proxy({}, { get: () => { throw new Error("do not look"); } }); // prettier-ignore
    expect(await handler(odd)).toMatchObject({ statusCode: 500 });
    expect(errors[0]?.code).toBe("ERR_UNKNOWN_EVENT");
  });
});

it.each([
  [
    "a schedule of EventBridge",
    { version: "0", source: "aws.events", "detail-type": "Scheduled Event", detail: {}, resources: ["arn"] },
  ],
  ["a schedule of EventBridge Scheduler", { source: "aws.scheduler", detail: "{}" }],
  ["serverless-plugin-warmup", { source: "serverless-plugin-warmup" }],
  ["lambda-warmer", { warmer: true, concurrency: 3 }],
])("answers the warm-up of %s, and reports nothing", async (_, event) => {
  for (const options of [{}, { publicKey: false as const }]) {
    const { handler, errors, events } = serve(options);
    expect(await handler(event as LambdaEvent)).toEqual({
      statusCode: 200,
      headers: {},
      body: "",
      isBase64Encoded: false,
    });
    expect([errors, events]).toEqual([[], []]);
  }
});

it("does not take an HTTP request for a warm-up", async () => {
  const { handler, events } = serve();
  for (const more of [{ source: "aws.events" }, { warmer: true }]) {
    expect(await handler({ ...toEvent("http", post(EXECUTE)), ...more })).toMatchObject({
      statusCode: 401,
    });
  }
  expect(events).toHaveLength(2);
});

it("answers before the function's time ends", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  try {
    const { handler } = serve({ publicKey: false });
    const event = toEvent("http", post(Buffer.from('{"todo":"execute","action":"Wait"}')));
    for (const [leftMs, afterMs] of [
      [3000, 2500],
      [60_000, 4500],
    ] as const) {
      let body: string | undefined;
      const context = { left: leftMs, getRemainingTimeInMillis() { return this.left; } }; // prettier-ignore
      void handler(event, context).then((result) => (body = result.body));
      await vi.advanceTimersByTimeAsync(afterMs - 1);
      expect(body).toBeUndefined();
      await vi.advanceTimersByTimeAsync(1);
      expect(body).toContain("Not yet.");
    }
  } finally {
    vi.useRealTimers();
  }
});

it.each<[string, unknown]>([
  ["a number", 3000],
  [
    "a function that throws",
    () => {
      throw new Error("no such time");
    },
  ],
  ["not a number", () => "3000"],
])("answers if the time left is %s", async (_, getRemainingTimeInMillis) => {
  const { handler, errors } = serve({ publicKey: false });
  const result = await handler(toEvent("http", post(EXECUTE)), { getRemainingTimeInMillis } as LambdaContext);
  expect(result.statusCode).toBe(200);
  expect(errors).toEqual([]);
});

it("does not load without a key", () => {
  expect(() => webhook(bot, { publicKey: undefined })).toThrow(expect.objectContaining({ code: "ERR_NO_PUBLIC_KEY" }));
});
