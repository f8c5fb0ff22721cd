import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { StandardSchemaV1 } from "@ck/protocol";
import { execution, handled } from "@ck/protocol";
import {
  action,
  createBot,
  createFactory,
  memoryStore,
  receive,
  trackWork,
  type Bot,
  type BotError,
  type ReceiveOptions,
} from "../../src/index.js";

type Store = Readonly<Record<string, unknown>>;

/** A platform that keeps what a bot sends, and what the author is told. */
function chatWith(bot: Bot, { merges = false, ...options }: Partial<ReceiveOptions> & { merges?: boolean } = {}) {
  const errors: BotError[] = [];
  const answer = receive(bot, { publicKey: false, ...options, onError: (error) => errors.push(error) });
  const stores: { broadcast: Store; cache: Store } = { broadcast: {}, cache: {} };
  const send = async (request: object): Promise<{ message?: string; broadcast?: Store; cache?: Store }> => {
    const body = new TextEncoder().encode(JSON.stringify({ ...stores, ...request }));
    const { body: bytes } = await answer({ method: "POST", header: () => null, body });
    const response = JSON.parse(new TextDecoder().decode(bytes)) as never as Record<string, Store | undefined>;
    for (const name of ["broadcast", "cache"] as const)
      if (response[name]) stores[name] = merges ? { ...stores[name], ...response[name] } : response[name];
    return response;
  };
  return { send, stores, errors, say: (userInput: string) => send({ todo: "fallback", userInput }) };
}

const schema = z.object({
  cart: z.array(z.string()).default([]),
  language: z.enum(["de", "en"]).default("en"),
  draft: z.object({ days: z.number() }).optional(),
});

/** Says what it finds, after doing what the visitor says. */
function shop(
  session: Parameters<typeof createBot>[0]["session"] = schema,
  deeds: Record<string, (session: never) => unknown> = {},
) {
  return createBot({
    session: session as typeof schema,
    actions: {},
    fallback(context) {
      const found = JSON.stringify(context.session);
      const next = deeds[context.userInput]?.(context as never);
      if (next !== undefined) return next as string;
      return found;
    },
  });
}
const deeds = {
  add: ({ session }: { session: z.infer<typeof schema> }) => void session.cart.push("A-17"),
  replace: (context: { session: object }) => void (context.session = { cart: ["B-2"], language: "de" }),
  broadcast: ({ broadcast }: { broadcast: Record<string, unknown> }) => void (broadcast["language"] = "de"),
  draft: ({ session }: { session: z.infer<typeof schema> }) => void (session.draft = { days: 2 }),
  undraft: ({ session }: { session: z.infer<typeof schema> }) => void (session.draft = undefined),
};

describe("a session with a schema", () => {
  it("begins with the schema's defaults, and sends nothing for them", async () => {
    const { say, stores, errors } = chatWith(shop());
    expect((await say("what?")).message).toBe('{"cart":[],"language":"en"}');
    expect(await say("what?")).not.toHaveProperty("broadcast");
    expect(stores.broadcast).toEqual({});
    expect(errors).toEqual([]);
  });

  it("keeps deep changes, new objects, and changes of `broadcast`, which is the same object", async () => {
    const { say, stores } = chatWith(shop(schema, deeds));
    await say("add");
    expect(stores.broadcast).toEqual({ cart: ["A-17"], language: "en" });
    await say("broadcast");
    expect((await say("what?")).message).toBe('{"cart":["A-17"],"language":"de"}');
    await say("replace");
    expect((await say("what?")).message).toBe('{"cart":["B-2"],"language":"de"}');
  });

  it("goes back as it came if nothing changes it", async () => {
    const { send } = chatWith(shop());
    const broadcast = { language: "de", cart: [], theirs: { a: 1 } };
    expect(await send({ todo: "fallback", userInput: "x", broadcast })).toMatchObject({ broadcast });
    expect(await send({ todo: "welcome", broadcast })).not.toHaveProperty("broadcast");
  });

  it.each([false, true])(
    "forgets what a handler takes out, whether the platform merges or replaces (%s)",
    async (merges) => {
      const { say, send, errors } = chatWith(shop(schema, deeds), { merges });
      await say("draft");
      expect((await say("undraft")).message).toContain('"draft":{"days":2}');
      expect((await say("what?")).message).not.toContain("draft");
      expect((await say("what?")).message).not.toContain("draft");
      expect(errors).toEqual([]);
      // A key that is gone already is no change.
      expect(await send({ todo: "welcome" })).not.toHaveProperty("broadcast");
    },
  );

  it("keeps what is somebody else's", async () => {
    const { say, stores } = chatWith(shop(schema, deeds));
    stores.broadcast = { theirs: [1, 2] };
    await say("add");
    expect(stores.broadcast).toEqual({ theirs: [1, 2], cart: ["A-17"], language: "en" });
  });
});

describe("what comes back and does not fit", () => {
  it("is dropped, named and put right, and the rest is kept", async () => {
    const { say, stores, errors } = chatWith(shop());
    stores.broadcast = { cart: "HUNTER2", language: "de", draft: { days: "HUNTER2" } };
    expect((await say("what?")).message).toBe('{"language":"de","cart":[]}');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.code).toBe("ERR_SESSION_DROPPED");
    expect(errors[0]?.message).toBe(
      "The session that came back does not fit its schema. Dropped: `cart`, `draft`. The rest was kept.",
    );
    expect(stores.broadcast).toEqual({ language: "de", cart: [], draft: null });
    await say("what?");
    expect(errors).toHaveLength(1);
  });

  it("is dropped key by key if the schema refuses unknown ones, without their names if they are words", async () => {
    const { say, stores, errors } = chatWith(shop(z.strictObject({ cart: z.array(z.string()).default([]) }) as never));
    stores.broadcast = { cart: ["A"], "my password is": 1, other: 2 };
    expect((await say("what?")).message).toBe('{"cart":["A"]}');
    expect(errors[0]?.message).toContain("Dropped: 2 keys. The rest was kept.");
    expect(stores.broadcast).toMatchObject({ cart: ["A"] });
  });

  it.each([
    [
      "a schema that throws",
      z.object({ a: z.string().optional() }).transform((value) => {
        if (value.a) throw new Error("HUNTER2");
        return value;
      }),
    ],
    ["many unknown keys", z.strictObject({})],
  ])("leaves the defaults: %s", async (_, strict) => {
    const { say, stores, errors } = chatWith(shop(strict));
    stores.broadcast = { a: "x", ...Object.fromEntries(Array.from({ length: 60 }, (__, index) => [`k${index}`, 1])) };
    expect((await say("what?")).message).not.toContain('"a"');
    expect(errors.map(({ code }) => code)).toEqual(["ERR_SESSION_DROPPED"]);
    expect(String(errors[0])).not.toContain("HUNTER2");
  });

  it("is migrated if there is a way", async () => {
    const migrate = (old: Store): unknown => ({ ...old, cart: [old["item"]], item: undefined });
    const versioned = z.object({ version: z.literal(2).default(2), cart: z.array(z.string()).default([]) });
    const { say, stores, errors } = chatWith(
      shop({
        schema: versioned,
        migrate: (old: Store) => Promise.resolve({ ...(migrate(old) as object), version: 2 }),
      }),
      { merges: true },
    );
    stores.broadcast = { version: 1, item: "A-1", theirs: 1 };
    expect(JSON.parse((await say("what?")).message ?? "")).toEqual({ version: 2, cart: ["A-1"], theirs: 1 });
    expect(stores.broadcast).toEqual({ version: 2, cart: ["A-1"], theirs: 1, item: null });
    expect(JSON.parse((await say("what?")).message ?? "")).toMatchObject({ version: 2, cart: ["A-1"] });
    expect(errors).toEqual([]);
  });

  it("is not migrated because a key was taken out, and keeps a null that the schema accepts", async () => {
    const nullable = z.object({ a: z.string().nullable().optional(), b: z.string().optional() });
    const calls: Store[] = [];
    const { say, stores, errors } = chatWith(
      shop({
        schema: nullable,
        migrate: (old: Store) => {
          calls.push(old);
          return { a: "migrated" };
        },
      }),
    );
    stores.broadcast = { a: null, b: null };
    expect((await say("what?")).message).toBe('{"a":null}');
    expect(calls).toEqual([]);
    stores.broadcast = { a: 7, b: null };
    expect((await say("what?")).message).toBe('{"a":"migrated"}');
    expect(calls).toEqual([{ a: 7 }]);
    expect(errors).toEqual([]);
  });

  it("is dropped if its migration returns nothing, which is reported", async () => {
    const { say, stores, errors } = chatWith(shop({ schema, migrate: () => undefined }));
    stores.broadcast = { cart: 7 };
    expect((await say("what?")).message).toBe('{"cart":[],"language":"en"}');
    expect(errors.map(String)).toEqual([
      "BotError: session.migrate returned undefined, so the session that came back was dropped.",
    ]);
  });

  it("is dropped if its migration throws, which is reported with the cause", async () => {
    const cause = new Error("no way");
    const option = {
      schema,
      migrate: () => {
        throw cause;
      },
    };
    const { say, stores, errors } = chatWith(shop(option));
    stores.broadcast = { cart: 7, language: "de" };
    expect((await say("what?")).message).toBe('{"cart":[],"language":"en"}');
    expect(errors.map(({ code }) => code)).toEqual(["ERR_SESSION_DROPPED"]);
    expect(errors[0]?.cause).toBe(cause);
  });
});

describe("what a handler leaves and does not fit", () => {
  it.each<[string, (context: { session: Record<string, unknown> }) => void, RegExp]>([
    ["a wrong type", ({ session }) => void (session["cart"] = "A"), /at `cart`/],
    ["a wrong type within", ({ session }) => void (session["cart"] = [7]), /at `cart\.0`/],
    ["no object", (context) => void (context.session = [] as never), /not a JSON object/],
    ["what JSON cannot hold", ({ session }) => void (session["cart"] = [1n]), /not a JSON object/],
  ])("is reported and not saved, and the answer goes out: %s", async (_, deed, said) => {
    const { say, stores, errors } = chatWith(
      shop(schema, {
        spoil: (context) => {
          deed(context);
          return "Done.";
        },
      }),
    );
    stores.broadcast = { cart: ["A"], language: "de" };
    expect((await say("spoil")).message).toBe("Done.");
    expect(stores.broadcast).toEqual({ cart: ["A"], language: "de" });
    expect(errors.map(({ code }) => code)).toEqual(["ERR_INVALID_SESSION"]);
    expect(errors[0]?.message).toMatch(said);
  });

  it("is checked in an answer that carries its own store too", async () => {
    const bot = shop(schema, {
      good: () => handled("Done.", { broadcast: { cart: ["B"] } }),
      bad: () => handled("Done.", { broadcast: { cart: 1 } }),
    });
    const { say, stores, errors } = chatWith(bot);
    await say("good");
    expect(stores.broadcast).toEqual({ cart: ["B"] });
    expect((await say("bad")).message).toBe("Done.");
    expect(stores.broadcast).toEqual({ cart: ["B"] });
    expect(errors.map(({ code }) => code)).toEqual(["ERR_INVALID_SESSION"]);
  });
});

describe("a schema that transforms", () => {
  it("round-trips if it accepts what it makes", async () => {
    const since = z.object({ since: z.coerce.date().optional(), name: z.string().trim().default("") });
    const bot = createBot({
      session: since,
      actions: {},
      fallback({ session, userInput }) {
        if (userInput === "now") session.since = new Date("2026-05-03");
        else session.name = ` ${userInput} `;
        return `${String(session.since instanceof Date)} ${session.since?.getUTCFullYear() ?? ""} ${session.name}`;
      },
    });
    const { say, stores, errors } = chatWith(bot);
    await say("now");
    expect(stores.broadcast).toEqual({ since: "2026-05-03T00:00:00.000Z", name: "" });
    await say("Ada");
    expect((await say("now")).message).toBe("true 2026 Ada");
    expect(errors).toEqual([]);
  });

  it.each([
    ["does not accept what it makes", z.object({ n: z.string().transform(Number).optional() }), { n: 5 }],
    [
      "changes it each time",
      z.object({
        n: z
          .number()
          .transform((n) => n + 1)
          .optional(),
      }),
      { n: 5 },
    ],
  ])("is refused if it %s, with its path", async (_, transforming, left) => {
    const bot = shop(transforming, {
      leave: (context: { session: object }) => {
        Object.assign(context.session, left);
        return "Done.";
      },
    });
    const { say, stores, errors } = chatWith(bot);
    expect((await say("leave")).message).toBe("Done.");
    expect(stores.broadcast).toEqual({});
    expect(errors[0]?.code).toBe("ERR_INVALID_SESSION");
    expect(errors[0]?.message).toMatch(/at `n`.*A transform must accept what it makes/);
  });
});

describe("the option", () => {
  it.each<[string, unknown, RegExp]>([
    ["no schema", { cart: [] }, /Unknown option `cart`/],
    ["a text", "cart", /session must be a Standard Schema, or \{ schema, migrate \}; got a string/],
    ["no schema within", { schema: 7 }, /session must be a Standard Schema.*got a number/],
    ["no function", { schema, migrate: 7 }, /session.migrate must be a function/],
    ["no defaults", z.object({ cart: z.array(z.string()) }), /the schema must accept \{\}/],
    ["no object", z.object({}).transform(() => 7), /must be a schema of an object/],
    [
      "defaults that JSON changes",
      z.object({
        n: z
          .number()
          .default(1)
          .transform((n) => n + 1),
      }),
      /its own defaults.*at n/,
    ],
  ])("is refused at the start: %s", (_, session, said) => {
    expect(() => createBot({ session: session as never, actions: {} })).toThrow(said);
    expect(() => createBot({ session: session as never, actions: {} })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION" }) as Error,
    );
  });

  it("may be a schema of valibot, or one that takes time", async () => {
    const valibot = v.object({ cart: v.optional(v.array(v.string()), []) });
    const slow: StandardSchemaV1<unknown, { cart: string[] }> = {
      "~standard": {
        version: 1,
        vendor: "x",
        validate: (value) => Promise.resolve(valibot["~standard"].validate(value)),
      },
    };
    for (const session of [valibot, slow]) {
      const { say, stores, errors } = chatWith(shop(session, deeds));
      await say("add");
      expect(stores.broadcast).toEqual({ cart: ["A-17"] });
      stores.broadcast = { cart: 7 };
      expect((await say("what?")).message).toBe('{"cart":[]}');
      expect(errors.map(({ code }) => code)).toEqual(["ERR_SESSION_DROPPED"]);
    }
  });

  it("may be a function, as a schema of arktype is", async () => {
    const callable = Object.assign(() => undefined, { "~standard": schema["~standard"] });
    expect((await chatWith(shop(callable as never)).say("what?")).message).toBe('{"cart":[],"language":"en"}');
  });

  it("is in time, or the visitor reads the failure message", async () => {
    const never: StandardSchemaV1<unknown, object> = {
      "~standard": { version: 1, vendor: "x", validate: () => new Promise(() => undefined) },
    };
    const { say, errors } = chatWith(shop(never), { deadlineMs: 20 });
    expect((await say("what?")).message).toBe("Sorry, something went wrong. Please try again.");
    expect(errors.map(({ code }) => code)).toEqual(["ERR_DEADLINE"]);
  });

  it("fails as a handler does if a schema that takes time does not accept {}", async () => {
    const picky: StandardSchemaV1<unknown, object> = {
      "~standard": { version: 1, vendor: "x", validate: () => Promise.resolve({ issues: [{ message: "no" }] }) },
    };
    const { say, errors } = chatWith(shop(picky));
    expect((await say("what?")).message).toBe("Sorry, something went wrong. Please try again.");
    expect(errors.map(({ code }) => code)).toEqual(["ERR_INVALID_OPTION"]);
  });
});

describe("a cache with a schema", () => {
  const { action, createBot } = createFactory({ cache: z.object({ tries: z.number().default(0) }) });
  const bot = createBot({
    actions: {
      Guess: action({
        execute({ cache }) {
          cache.tries += 1;
          return execution(`Try ${cache.tries}.`);
        },
      }),
    },
  });

  it("is typed, kept and checked in the same way", async () => {
    const { send, stores, errors } = chatWith(bot);
    const guess = { todo: "execute", action: "Guess", params: {} };
    await send(guess);
    expect((await send(guess)).message).toBe("Try 2.");
    stores.cache = { tries: "many" };
    expect((await send(guess)).message).toBe("Try 1.");
    expect(errors[0]?.message).toBe(
      "The cache that came back does not fit its schema. Dropped: `tries`. The rest was kept.",
    );
  });
});

describe("the size of a session", () => {
  it("is reported when it passes half of what an answer may have, once", async () => {
    const bot = shop(schema, {
      grow: ({ session }: { session: z.infer<typeof schema> }) => {
        session.cart.push("x".repeat(600));
        return "Done.";
      },
    });
    const { say, errors } = chatWith(bot, { maxResponseBytes: 3_000 });
    for (let turn = 0; turn < 4; turn++) await say("grow");
    expect(errors.map(({ code }) => code)).toEqual(["ERR_SESSION_SIZE"]);
    expect(errors[0]?.message).toMatch(/^The session takes \d+ bytes since fallback: more than half of the 3000/);
  });
});

describe("a late answer", () => {
  it.each([
    ["a session with a schema", z.object({ since: z.coerce.date().optional(), seen: z.array(z.string()).default([]) })],
    ["a store without one", undefined],
  ])("that a handler takes changes the object that it holds: %s", async (_, session) => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const bot = createBot({
      ...(session && { session }),
      actions: {
        Slow: action({
          async execute({ broadcast }) {
            await released;
            broadcast["since"] = new Date("2026-05-03");
            return "Done.";
          },
        }),
      },
      async fallback({ broadcast, lateAnswers }) {
        const [answer] = lateAnswers;
        const taken = await answer?.take();
        broadcast["seen"] = ["B"];
        return `${taken?.message ?? "Nothing."} ${broadcast["since"] instanceof Date ? "A date" : typeof broadcast["since"]}.`;
      },
      handOver: [],
    });
    const work = trackWork();
    const { send, say, stores, errors } = chatWith(bot, {
      deadlineMs: 30,
      lateAnswers: { store: memoryStore() },
      waitUntil: work.waitUntil,
    });
    await send({ todo: "execute", action: "Slow", params: {} });
    release();
    await work.idle();
    expect((await say("ready?")).message).toBe(session ? "Done. A date." : "Done. string.");
    expect(stores.broadcast).toMatchObject({ since: "2026-05-03T00:00:00.000Z", seen: ["B"] });
    expect(errors).toEqual([]);
  });

  it("brings its changes to the session of the turn that gets it", async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const { action, createBot } = createFactory({ session: schema });
    const bot = createBot({
      actions: {
        Slow: action({
          async execute({ session }) {
            await released;
            session.draft = { days: 3 };
            return "Done.";
          },
        }),
      },
      fallback({ session }) {
        session.cart.push("B");
        return JSON.stringify(session);
      },
    });
    const work = trackWork();
    const { send, say, stores, errors } = chatWith(bot, {
      deadlineMs: 30,
      lateAnswers: { store: memoryStore() },
      waitUntil: work.waitUntil,
    });
    const slow = { todo: "execute", action: "Slow", params: {}, sessionData: { id: "7" } };
    await send(slow);
    await say("meanwhile");
    expect(stores.broadcast).toMatchObject({ cart: ["B"], language: "en" });
    release();
    await work.idle();
    expect((await send(slow)).message).toBe("Done.");
    expect(stores.broadcast).toMatchObject({ cart: ["B"], language: "en", draft: { days: 3 } });
    expect(errors).toEqual([]);
  });
});
