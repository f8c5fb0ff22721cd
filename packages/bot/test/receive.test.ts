import { createPublicKey, createSecretKey } from "node:crypto";
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { createKeyRing, exportPublicKey } from "@ck/signature";
import { beforeAll, describe, expect, it, vi } from "vitest";
import {
  action,
  bodyTooLarge,
  BotError,
  createBot,
  receive,
  REQUEST_CHANNEL,
  type ReceiveOptions,
} from "../src/index.js";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";

const EXECUTE = { todo: "execute", action: { namespace: "Hello" }, environment: "development" };
const bot = createBot({
  actions: {
    Hello: action({ execute: ({ environment, keyId }) => `${environment ?? "nowhere"} ${keyId ?? "unsigned"}` }),
  },
});

let development: Keys;
let production: Keys;
let stranger: Keys;
beforeAll(async () => {
  [development, production, stranger] = await Promise.all([makeKeys(), makeKeys(), makeKeys()]);
});

describe("start-up", () => {
  it.each([
    ["undefined", undefined],
    ["blank", "  "],
    ["an empty list", []],
    ["{}", {}],
  ])("does not start with a public key that is %s", (shape, publicKey) => {
    expect(() => receive(bot, { publicKey })).toThrow(
      expect.objectContaining({
        code: "ERR_NO_PUBLIC_KEY",
        message: expect.stringMatching(new RegExp(`publicKey is ${shape}.*publicKey: false`)) as string,
      }),
    );
    expect(() => receive(bot, undefined as never)).toThrow(expect.objectContaining({ code: "ERR_NO_PUBLIC_KEY" }));
  });

  it("names the environment whose key is not set", () => {
    const publicKey = { development: development.publicKey, production: undefined as never };
    expect(() => receive(bot, { publicKey })).toThrow(/publicKey\.production is undefined/);
    expect(() => receive(bot, { publicKey: { staging: development.publicKey } as never })).toThrow(
      /"staging" is neither/,
    );
  });

  it("passes on what the signature package says about a key that cannot be used", () => {
    expect(() => receive(bot, { publicKey: development.privateKey })).toThrow(
      expect.objectContaining({ name: "SignatureError" }),
    );
  });

  it("accepts a KeyObject, and says what it got in place of a key", () => {
    expect(receive(bot, { publicKey: createPublicKey(exportPublicKey(development.publicKey)) })).toBeTypeOf("function");
    for (const [publicKey, found] of [
      [Promise.resolve("MII"), /got a promise/],
      [new Map(), /got a Map/],
      [createSecretKey(Buffer.alloc(32)), /got a KeyObject of the type "secret"/],
      [42, /got a number/],
    ] as const) {
      expect(() => receive(bot, { publicKey: publicKey as never })).toThrow(found);
    }
  });

  it("does not start with a key ring that is empty", () => {
    expect(() => receive(bot, { publicKey: createKeyRing() })).toThrow(
      expect.objectContaining({
        code: "ERR_NO_PUBLIC_KEY",
        message: expect.stringContaining("without keys") as string,
      }),
    );
  });

  it("reports an unknown signature option", () => {
    const options = { publicKey: development.publicKey, hash: "md5" as never };
    expect(() => receive(bot, options)).toThrow(
      expect.objectContaining({ name: "SignatureError", code: "ERR_INVALID_OPTION" }),
    );
  });

  it.each([
    [{ deadlineMs: 0 }, "deadlineMs must be a number of ms from 1 to 2147483647; got 0."],
    [{ deadlineMs: 3e9 }, "deadlineMs must be a number of ms from 1 to 2147483647; got 3000000000."],
    [{ deadlineMs: "4500" }, "deadlineMs must be a number of ms from 1 to 2147483647; got a string."],
    [{ maxBodyBytes: -1 }, "maxBodyBytes must be a number of bytes of at least 1; got -1."],
    [{ responseTimeoutMs: 0 }, "responseTimeoutMs must be a number of ms from 1 to 2147483647; got 0."],
    [{ maxResponseBytes: 999 }, "maxResponseBytes must be a number of bytes from 1000 to 9007199254740991; got 999."],
    [{ explainFailures: Number.NaN }, "explainFailures must be a number of failures of at least 0; got NaN."],
    [{ onError: console }, "onError must be a function; got an object."],
    [{ onEvent: "x" }, "onEvent must be a function; got a string."],
  ])("refuses %o", (options, message) => {
    expect(() => receive(bot, { publicKey: false, ...(options as object) })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION", message }),
    );
  });

  it("refuses anything that is not a bot", () => {
    for (const none of [undefined, { actions: {} }]) {
      expect(() => receive(none as never, { publicKey: false })).toThrow(
        expect.objectContaining({ code: "ERR_INVALID_BOT" }),
      );
    }
  });
});

describe("a signed request", () => {
  it("is answered, and the handler knows which key signed it", async () => {
    const { send, events } = talk(bot, { publicKey: development.publicKey });
    const { status, headers, json } = await send(EXECUTE, signed(EXECUTE, development));
    expect(status).toBe(200);
    expect(headers).toEqual({ "content-type": "application/json" });
    expect(json).toMatchObject({ status: "execution", message: `development ${development.publicKey.keyId}` });
    expect(events).toEqual([
      {
        outcome: "answered",
        status: 200,
        todo: "execute",
        action: "Hello",
        environment: "development",
        keyId: development.publicKey.keyId,
        requestId: expect.any(String) as string,
        ms: expect.any(Number) as number,
        bytesIn: JSON.stringify(EXECUTE).length,
        bytesOut: JSON.stringify(json).length,
      },
    ]);
  });

  it("is accepted under either of two keys while one replaces the other", async () => {
    const { send } = talk(bot, { publicKey: [development.publicKey, production.publicKey] });
    expect((await send(EXECUTE, signed(EXECUTE, development))).status).toBe(200);
    expect((await send(EXECUTE, signed(EXECUTE, production))).status).toBe(200);
    expect((await send(EXECUTE, signed(EXECUTE, stranger))).status).toBe(401);
  });

  it("gets the environment of its key if it names none", async () => {
    const publicKey = { development: development.publicKey, production: production.publicKey };
    const body = { todo: "execute", action: "Hello" };
    const { send } = talk(bot, { publicKey });
    expect((await send(body, signed(body, production))).json["message"]).toMatch(/^production /);
    expect((await send(body, signed(body, development))).json["message"]).toMatch(/^development /);
  });

  it("is verified with a key ring that changes while the server runs", async () => {
    const ring = createKeyRing({ development: development.publicKey });
    const { send } = talk(bot, { publicKey: ring });
    expect((await send(EXECUTE, signed(EXECUTE, stranger))).status).toBe(401);
    ring.add("development", stranger.publicKey);
    expect((await send(EXECUTE, signed(EXECUTE, stranger))).status).toBe(200);
    ring.retire(development.publicKey.keyId);
    expect((await send(EXECUTE, signed(EXECUTE, development))).status).toBe(401);
  });

  it("is rejected if its key is taken off the ring while it is checked", async () => {
    const ring = createKeyRing({ development: development.publicKey, production: production.publicKey });
    const body = { todo: "execute", action: "Hello" };
    const { send } = talk(bot, { publicKey: ring });
    const sent = send(body, signed(body, development));
    ring.retire(development.publicKey.keyId);
    expect((await sent).status).toBe(401);
  });

  it("has no environment if one key stands for both", async () => {
    const body = { todo: "execute", action: "Hello" };
    const both = { development: development.publicKey, production: development.publicKey };
    for (const publicKey of [development.publicKey, both]) {
      expect((await talk(bot, { publicKey }).send(body, signed(body, development))).json["message"]).toMatch(
        /^nowhere /,
      );
    }
  });
});

describe("a request that is not genuine is rejected, and the caller does not learn why", () => {
  const body = JSON.stringify(EXECUTE);
  const cases: [string, number, string, () => Parameters<ReturnType<typeof talk>["send"]>][] = [
    ["without a signature", 401, "signature-missing", () => [body]],
    ["with an empty signature", 401, "signature-missing", () => [body, { headers: { "x-convokraft-signature": "" } }]],
    [
      "with two signatures",
      401,
      "signature-repeated",
      () => {
        const header = signed(body, development).headers["X-CONVOKRAFT-SIGNATURE"]!;
        return [body, { headers: { "x-convokraft-signature": [header, header] } }];
      },
    ],
    [
      "with a malformed signature",
      401,
      "signature-malformed",
      () => [body, { headers: { "x-convokraft-signature": "AAAA" } }],
    ],
    ["with a changed body", 401, "signature-mismatch", () => [`${body} `, signed(body, development)]],
    ["signed with another key", 401, "signature-mismatch", () => [body, signed(body, stranger)]],
    [
      "signed with the development key for production",
      401,
      "wrong-environment",
      () => {
        const forged = body.replace("development", "production");
        return [forged, signed(forged, development)];
      },
    ],
    ["signed, and not JSON", 400, "invalid-request", () => ["hello", signed("hello", development)]],
    [
      "signed, and not a request",
      400,
      "invalid-request",
      () => ['{"todo":"dance"}', signed('{"todo":"dance"}', development)],
    ],
    ["with another method", 405, "method", () => [body, { ...signed(body, development), method: "GET" }]],
    ["larger than the limit", 413, "body-too-large", () => [" ".repeat(1_000_001), signed(" ", development)]],
  ];

  it.each(cases)("%s: %i", async (_, status, reason, request) => {
    const publicKey = { development: development.publicKey, production: production.publicKey };
    const { send, events, errors } = talk(bot, { publicKey, explainFailures: 0 });
    const answered = await send(...request());
    expect(answered).toMatchObject({ status, text: "" });
    expect(answered.headers).toEqual(status === 405 ? { allow: "POST" } : {});
    expect(events).toEqual([expect.objectContaining({ outcome: "refused", status, reason, bytesOut: 0 })]);
    expect(errors).toEqual([]);
  });

  it("tells the author, and only the author, what was wrong with the body", async () => {
    const { send, events } = talk(bot);
    await send({ todo: "execute", action: "Hello", params: 7 });
    expect(events[0]?.detail).toMatch(/^params: /);
  });

  it("does not read the body of a request that has no signature", async () => {
    const { send } = talk(bot, { publicKey: development.publicKey });
    const read = (): never => expect.unreachable("the body was read");
    expect((await send("", { body: read })).status).toBe(401);
  });
});

describe("outside production the author learns why a signature was rejected", () => {
  /** The errors of four requests that a body parser has changed. */
  async function refuse(options: Partial<ReceiveOptions>): Promise<BotError[]> {
    const told: BotError[] = [];
    const { send, events } = talk(bot, {
      publicKey: development.publicKey,
      onError: (error) => told.push(error),
      ...options,
    });
    const pretty = JSON.stringify(EXECUTE, null, 2);
    for (let n = 0; n < 4; n++) {
      expect(await send(JSON.stringify(EXECUTE), signed(pretty, development))).toMatchObject({ status: 401, text: "" });
    }
    expect(events.map(({ reason }) => reason)).toEqual(Array(4).fill("signature-mismatch"));
    return told;
  }

  it("for the first three, after the answer", async () => {
    const told = await refuse({});
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told[0]).toMatchObject({
      code: "ERR_SIGNATURE",
      message: expect.stringMatching(/parser/) as string,
    });
  });

  it("but not for a body larger than any request of the platform", async () => {
    const told: BotError[] = [];
    const { send } = talk(bot, {
      publicKey: development.publicKey,
      onError: (error) => told.push(error),
      explainFailures: 1,
    });
    const large = { ...EXECUTE, pad: "x".repeat(70_000) };
    await send(large, signed(EXECUTE, development));
    await send(EXECUTE, signed(large, development));
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]?.code).toBe("ERR_SIGNATURE");
  });

  it("and not in production, unless asked", async () => {
    vi.stubEnv("NODE_ENV", "production");
    try {
      expect(await refuse({})).toEqual([]);
      const told = await refuse({ explainFailures: 1 });
      await vi.waitFor(() => expect(told).toHaveLength(1));
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("the body", () => {
  it("may be a function that reads it within the limits", async () => {
    const { send } = talk(bot, { maxBodyBytes: 64 });
    const seen: number[] = [];
    const answered = await send("", {
      body: ({ maxBytes }) => {
        seen.push(maxBytes);
        return Promise.resolve(new TextEncoder().encode('{"todo":"welcome"}'));
      },
    });
    expect(answered.status).toBe(200);
    expect(seen).toEqual([64]);
    expect((await send("", { body: () => Promise.reject(bodyTooLarge(64)) })).status).toBe(413);
  });

  it("that is not there by the deadline gives 408", async () => {
    const { send, events } = talk(bot, { deadlineMs: 20 });
    expect((await send("", { body: () => new Promise(() => undefined) })).status).toBe(408);
    expect(events[0]).toMatchObject({ outcome: "refused", reason: "body-too-slow" });
  });

  it("that breaks off is not an error", async () => {
    const { send, events, errors } = talk(bot);
    await send("", { body: () => Promise.reject(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })) });
    expect(events[0]).toMatchObject({ outcome: "gone", status: 499 });
    expect(errors).toEqual([]);
  });

  it("whose reader fails gives 500, and the author hears about it", async () => {
    const { send, errors } = talk(bot);
    const fault = new TypeError("a slip in an adapter");
    expect(await send("", { body: () => Promise.reject(fault) })).toMatchObject({ status: 500, text: "" });
    expect(errors).toEqual([expect.objectContaining({ code: "ERR_INTERNAL", cause: fault })]);
  });

  it("that was already parsed gives 500 at once, and the author learns what to do", async () => {
    const { send, events, errors } = talk(bot);
    expect(await send("", { body: { todo: "welcome" } as never })).toMatchObject({ status: 500, text: "" });
    expect(errors[0]).toMatchObject({
      code: "ERR_BODY_CONSUMED",
      message: expect.stringContaining("exact bytes") as string,
    });
    expect(events[0]).toMatchObject({ outcome: "error", status: 500 });
  });
});

describe("reports", () => {
  it("go to node:diagnostics_channel too", async () => {
    const seen: unknown[] = [];
    const listen = (message: unknown): number => seen.push(message);
    subscribe(REQUEST_CHANNEL, listen);
    try {
      await talk(bot).send({ todo: "welcome" });
    } finally {
      unsubscribe(REQUEST_CHANNEL, listen);
    }
    expect(seen).toEqual([expect.objectContaining({ todo: "welcome", outcome: "answered" })]);
    expect(channel(REQUEST_CHANNEL).hasSubscribers).toBe(false);
  });

  it("do not cost anybody the answer if a hook throws", async () => {
    const hook = (): never => {
      throw new Error("the log is full");
    };
    const broken = createBot({ actions: { Hello: action({ execute: hook }) } });
    // A rejection that nobody handles would fail the test run.
    const later = ((): Promise<void> => Promise.reject(new Error("the log is full"))) as () => never;
    for (const bad of [hook, later]) {
      const { send } = talk(broken, { onError: bad, onEvent: bad });
      expect((await send(EXECUTE)).json).toMatchObject({ status: "execution" });
      expect((await send({ todo: "welcome" })).status).toBe(200);
    }
  });

  it("are BotErrors, recognised by their code", () => {
    expect(new BotError("ERR_INTERNAL", "x")).toMatchObject({ name: "BotError", code: "ERR_INTERNAL" });
  });
});
