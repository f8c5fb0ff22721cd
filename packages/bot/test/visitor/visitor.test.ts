import { afterEach, describe, expect, it, vi } from "vitest";
import {
  action,
  button,
  createBot,
  createFactory,
  createJobRunner,
  memoryStore,
  text,
  type Bot,
  type Context,
  type JobQueue,
  type VisitorCheck,
  type VisitorRequest,
  type VisitorVerifier,
} from "../../src/index.js";
import { execution } from "@ck/protocol";
import { german } from "../../src/texts.js";
import { talk } from "@ck-test/talk";

interface Employee {
  readonly id: string;
  readonly roles: readonly string[];
}

const asha: Employee = { id: "u-17", roles: ["staff"] };

/** A verifier for which the token is the id, and what it was asked. */
function verifier(check?: (token: unknown, request: VisitorRequest) => Promise<VisitorCheck<Employee>>) {
  const asked: [token: unknown, request: VisitorRequest][] = [];
  const made: VisitorVerifier<Employee> = {
    tokenKey: "visitorToken",
    verify(token, request) {
      asked.push([token, request]);
      if (check) return check(token, request);
      return Promise.resolve(
        token === "asha" ? { visitor: asha } : { reason: token === undefined ? "missing" : "signature" },
      );
    },
  };
  return { asked, verifier: made };
}

const known = { clientData: { visitorToken: "asha" }, environment: "production" };
const forged = { clientData: { visitorToken: "mallory" }, environment: "production" };
const unknown = { environment: "production" };

const actions = {
  Mine: action({
    visitor: "required",
    params: { note: text() },
    prompt: ({ visitor }) => `Go on, ${visitor.id}.`,
    execute: ({ visitor, params }) => `${visitor.id}: ${params.note}`,
    buttons: { save: button("Save", ({ visitor }) => `Saved for ${visitor.id}.`) },
  }),
  Open: action({ execute: ({ visitor, visitorRefusal }) => visitor?.id ?? `nobody (${String(visitorRefusal)})` }),
};

const requests = {
  execute: { todo: "execute", action: "Mine", params: { note: "hello" } },
  "execute with params missing": { todo: "execute", action: "Mine" },
  prompt: { todo: "prompt", action: "Mine", previousParam: "note", userInput: "hello", params: { note: "hello" } },
  button: { todo: "button", action: "Mine", button_id: "save" },
  "an unknown button": { todo: "button", action: "Mine", button_id: "other" },
};

describe("a visitor", () => {
  it("is known to the handlers, and asked about once", async () => {
    const { asked, verifier: visitor } = verifier();
    const { send, events, errors } = talk(
      createBot({ visitor, actions, welcome: (context) => `Hello, ${context.visitor?.roles.join()}!` }),
    );
    const session = { sessionData: { id: "s-1" } };
    expect((await send({ ...requests.execute, ...known, ...session })).json).toMatchObject({ message: "u-17: hello" });
    expect(asked).toEqual([["asha", { environment: "production", sessionId: "s-1", at: expect.any(Date) as Date }]]);
    expect((await send({ ...requests.prompt, ...known })).json).toMatchObject({ message: "Go on, u-17." });
    expect((await send({ ...requests.button, ...known })).json).toMatchObject({ message: "Saved for u-17." });
    expect((await send({ todo: "welcome", ...known })).json).toMatchObject({
      welcome_response: { message: "Hello, staff!" },
    });
    expect(events.map((event) => event.visitor)).toEqual(Array(4).fill("verified"));
    expect(errors).toEqual([]);
  });

  it("who is not known is nobody, with a reason, and no error", async () => {
    const { send, events, errors } = talk(createBot({ visitor: verifier().verifier, actions }));
    expect((await send({ todo: "execute", action: "Open", ...unknown })).json).toMatchObject({
      message: "nobody (missing)",
    });
    expect((await send({ todo: "execute", action: "Open", ...forged })).json).toMatchObject({
      message: "nobody (signature)",
    });
    expect(events.map((event) => event.visitor)).toEqual(["missing", "signature"]);
    expect(errors).toEqual([]);
  });

  it("is not known to a bot without a verifier", async () => {
    const { send, events } = talk(createBot({ actions: { Open: actions.Open } }));
    expect((await send({ todo: "execute", action: "Open", ...known })).json).toMatchObject({
      message: "nobody (undefined)",
    });
    expect(events[0]).not.toHaveProperty("visitor");
  });

  it("of a request without an action is known too", async () => {
    const fallback = ({ visitor }: Context): string => visitor?.id ?? "nobody";
    const { send } = talk(createBot({ visitor: verifier().verifier, actions: {}, fallback }));
    expect((await send({ todo: "fallback", userInput: "x", ...known })).json).toMatchObject({ message: "u-17" });
    expect((await send({ todo: "fallback", userInput: "x" })).json).toMatchObject({ message: "nobody" });
  });

  it("does not come out of a prototype", async () => {
    const { asked, verifier: made } = verifier();
    const { send } = talk(createBot({ visitor: { ...made, tokenKey: "toString" }, actions }));
    await send({ todo: "execute", action: "Open", clientData: { other: 1 } });
    expect(asked[0]?.[0]).toBeUndefined();
  });

  it("is known through a factory", async () => {
    const { createBot: create, action: mine } = createFactory({ visitor: verifier().verifier });
    const bot = create({
      actions: { Mine: mine({ visitor: "required", execute: ({ visitor }) => visitor.roles.join() }) },
    });
    expect((await talk(bot).send({ ...requests.execute, ...known })).json).toMatchObject({ message: "staff" });
  });
});

describe("an action that requires a visitor", () => {
  it.each(Object.entries(requests))(
    "turns everybody else away before anything is asked: %s",
    async (_name, request) => {
      const { send, events, errors } = talk(createBot({ visitor: verifier().verifier, actions }));
      for (const who of [unknown, forged]) {
        const { json, status } = await send({ ...request, ...who });
        expect(status).toBe(200);
        expect(json).toMatchObject({ status: "execution", message: "Please sign in first, and then try again." });
      }
      expect(events.map(({ outcome }) => outcome)).toEqual(["answered", "answered"]);
      expect(errors).toEqual([]);
    },
  );

  it("says so in the texts of the bot", async () => {
    const { send } = talk(createBot({ visitor: verifier().verifier, actions, texts: german }));
    expect((await send({ ...requests.execute, ...forged })).json).toMatchObject({ message: german.visitorRequired });
  });

  it("says so in the author's words, with the reason", async () => {
    const refuse = (context: Context, reason: string): ReturnType<typeof execution> =>
      execution(`${context.request.todo} ${reason}`, { card: [{ type: "note", content: "Sign in" }] });
    const { send } = talk(createBot({ visitor: { verifier: verifier().verifier, refuse }, actions }));
    expect((await send({ ...requests.execute, ...forged })).json).toMatchObject({
      message: "execute signature",
      card: [{ type: "note" }],
    });
    expect((await send({ ...requests.prompt, ...unknown })).json).toMatchObject({ message: "prompt missing" });
  });

  it("says that something went wrong if the author's words do", async () => {
    const refuse = (): string => {
      throw new Error("no words");
    };
    const { send, errors } = talk(createBot({ visitor: { verifier: verifier().verifier, refuse }, actions }));
    const { json } = await send({ ...requests.execute, ...forged });
    expect(json).toMatchObject({ message: "Sorry, something went wrong. Please try again." });
    expect(errors).toMatchObject([{ code: "ERR_HANDLER_FAILED", message: "visitor.refuse threw. See the cause." }]);
  });

  it("keeps the session's stores as they are", async () => {
    const { send } = talk(createBot({ visitor: verifier().verifier, actions }));
    const { json } = await send({ ...requests.execute, ...forged, broadcast: { cart: [1] } });
    expect(json).toMatchObject({ broadcast: { cart: [1] } });
  });
});

describe("a verifier that fails", () => {
  it.each([
    [
      "throws",
      () => {
        throw new Error("a bug");
      },
    ],
    ["rejects", () => Promise.reject(new Error("a bug"))],
  ])("is reported, and the visitor is nobody: it %s", async (_name, check) => {
    const { send, errors } = talk(createBot({ visitor: verifier(check).verifier, actions }));
    expect((await send({ todo: "execute", action: "Open", ...known })).json).toMatchObject({
      message: "nobody (keys)",
    });
    expect(errors).toMatchObject([{ code: "ERR_VISITOR", cause: { message: "a bug" } }]);
  });

  it("says why it has no keys", async () => {
    const check = (): Promise<VisitorCheck<Employee>> =>
      Promise.resolve({ reason: "keys", cause: new Error("no keys") });
    const { send, errors } = talk(createBot({ visitor: verifier(check).verifier, actions }));
    await send({ ...requests.execute, ...known });
    expect(errors).toMatchObject([{ code: "ERR_VISITOR", cause: { message: "no keys" } }]);
    expect(JSON.stringify(errors) + errors.map(String).join()).not.toContain("asha");
  });

  it("that never answers does not outlast the deadline", async () => {
    const check = (): Promise<VisitorCheck<Employee>> => new Promise(() => undefined);
    const { send, errors } = talk(createBot({ visitor: verifier(check).verifier, actions }), { deadlineMs: 1_000 });
    const { status, json } = await send({ ...requests.execute, ...known });
    expect(status).toBe(200);
    expect(json).toHaveProperty("message");
    expect(errors.map(({ code }) => code)).toContain("ERR_VISITOR");
  });
});

describe("a durable action", () => {
  afterEach(() => void vi.useRealTimers());

  const durable = { Mine: action({ visitor: "required", durable: true, execute: ({ visitor }) => visitor.id }) };

  /** A queue whose jobs are done at once, after so much time. */
  function queue(
    bot: Bot,
    store = memoryStore(),
    afterMs = 0,
  ): { jobs: string[]; options: { store: typeof store; queue: JobQueue } } {
    const jobs: string[] = [];
    const run = createJobRunner(bot, { store });
    const add: JobQueue["add"] = async ({ data }) => {
      jobs.push(data);
      vi.setSystemTime(Date.now() + afterMs);
      await run(data);
    };
    return { jobs, options: { store, queue: { add, done: () => Promise.resolve() } } };
  }

  it("is not queued for somebody who is turned away", async () => {
    const bot = createBot({ visitor: verifier().verifier, actions: durable });
    const { jobs, options } = queue(bot);
    const { send } = talk(bot, { lateAnswers: options });
    expect((await send({ ...requests.execute, ...forged })).json).toMatchObject({
      message: "Please sign in first, and then try again.",
    });
    expect(jobs).toEqual([]);
  });

  it("is done for a visitor whose token expires in the queue", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const expiresAt = Date.now() + 60_000;
    const { asked, verifier: visitor } = verifier((_token, { at }) =>
      Promise.resolve(at.getTime() < expiresAt ? { visitor: asha } : { reason: "expired" }),
    );
    const bot = createBot({ visitor, actions: durable });
    const { jobs, options } = queue(bot, memoryStore(), 3_600_000);
    const { send } = talk(bot, { lateAnswers: options });
    expect((await send({ ...requests.execute, ...known })).json).toMatchObject({ message: "u-17" });
    expect(jobs).toHaveLength(1);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.[1].at).toEqual(asked[0]?.[1].at);
    expect(Date.now()).toBeGreaterThan(expiresAt);
  });
});

describe("createBot", () => {
  it.each([
    [{ visitor: true }, "ERR_INVALID_OPTION", /visitor must be a verifier.*got a boolean/],
    [{ visitor: { verify: () => undefined } }, "ERR_INVALID_OPTION", /visitor must be a verifier/],
    [
      { visitor: { verifier: verifier().verifier, refuse: "Go away" } },
      "ERR_INVALID_OPTION",
      /visitor.refuse must be a function/,
    ],
    [{ visitor: { verifier: verifier().verifier, refuze: () => "" } }, "ERR_INVALID_OPTION", /Did you mean `refuse`/],
    [{ actions: { Mine: actions.Mine } }, "ERR_INVALID_BOT", /actions.Mine requires a visitor/],
    [
      { actions: { A: { visitor: "optional", execute: () => "" } } },
      "ERR_INVALID_BOT",
      /actions.A.visitor must be "required"/,
    ],
  ])("refuses case %#", (definition, code, message) => {
    const create = (): unknown => createBot({ actions: {}, ...definition } as never);
    expect(create).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });
});
