import { execution, handled, proceed, prompt, welcome } from "@ck/protocol";
import { describe, expect, it } from "vitest";
import {
  action,
  createBot,
  createFactory,
  hook,
  integer,
  type BotDefinition,
  type Context,
  type Hook,
  type HookAnswer,
} from "../../src/index.js";
import { talk } from "@ck-test/talk";

const EXECUTE = { todo: "execute", action: "Book", environment: "production" };
const FAILED = "Sorry, something went wrong. Please try again.";

/** A bot of one action, with hooks around it. */
function bookWith(use: readonly Hook[], more: Partial<BotDefinition> = {}) {
  return talk(createBot({ use, actions: { Book: action({ execute: () => "Booked." }) }, ...more }));
}

/** The message that Book is answered with, and the errors that this reported. */
async function book(use: readonly Hook[], more: Partial<BotDefinition> = {}) {
  const { send, errors } = bookWith(use, more);
  const { json } = await send(EXECUTE);
  return { message: json["message"], errors };
}

/** A hook that notes when it starts and ends. */
const noting =
  (name: string, seen: string[]): Hook =>
  async (_context, next) => {
    seen.push(`${name} starts`);
    const answer = await next();
    seen.push(`${name} ends`);
    return answer;
  };

describe("hooks", () => {
  it("run around the handler, the first outermost, and those of the action inside those of the bot", async () => {
    const seen: string[] = [];
    const bot = createBot({
      use: [noting("a", seen), noting("b", seen)],
      actions: {
        Book: action({
          use: [noting("c", seen), noting("d", seen)],
          execute: () => {
            seen.push("handler");
            return "Booked.";
          },
        }),
      },
    });
    expect((await talk(bot).send(EXECUTE)).json["message"]).toBe("Booked.");
    const order = ["a", "b", "c", "d"];
    const starts = order.map((name) => `${name} starts`);
    const ends = order.toReversed().map((name) => `${name} ends`);
    expect(seen).toEqual([...starts, "handler", ...ends]);
  });

  it("run around every kind of handler, and around the defaults", async () => {
    const seen: string[] = [];
    const note: Hook = ({ request }, next) => {
      seen.push(request.todo);
      return next();
    };
    const actions = { Book: action({ execute: () => "Booked.", buttons: { save: () => "Saved." } }) };
    const requests = [
      { todo: "welcome" },
      { todo: "fallback", broadcast: {}, userInput: "Hi" },
      { todo: "failure" },
      EXECUTE,
      { todo: "prompt", action: "Book" },
      { todo: "button", action: "Book", button_id: "save" },
    ];
    const todos = requests.map(({ todo }) => todo);
    const own = { welcome: () => "Hi.", fallback: () => "What?", failure: () => "Oh.", button: () => "Click." };
    for (const more of [{}, own]) {
      const { send, errors } = talk(createBot({ use: [note], actions, ...more }));
      for (const request of requests) await send(request);
      expect(seen.splice(0)).toEqual(todos);
      expect(errors).toEqual([]);
    }
    const { send } = talk(createBot({ use: [note], actions, button: () => "Click." }));
    expect((await send({ todo: "button", action: "Book", button_id: "other" })).json["message"]).toBe("Click.");
    expect(seen).toEqual(["button"]);
  });

  it("of an action do not run for other actions, nor for the bot's own handlers", async () => {
    const refuse: Hook = () => "No.";
    const bot = createBot({
      actions: { Book: action({ use: [refuse], execute: () => "Booked." }), Free: action({ execute: () => "Free." }) },
      button: () => "Click.",
    });
    const { send } = talk(bot);
    expect((await send(EXECUTE)).json["message"]).toBe("No.");
    expect((await send({ ...EXECUTE, action: "Free" })).json["message"]).toBe("Free.");
    expect((await send({ todo: "button", action: "Book", button_id: "x" })).json["message"]).toBe("Click.");
    expect((await send({ todo: "welcome" })).json).toEqual(welcome("Hello! How can I help you?"));
  });

  it("do not run when a param is asked for again", async () => {
    let calls = 0;
    const count: Hook = (_context, next) => {
      calls++;
      return next();
    };
    const Book = action({ params: { days: integer() }, execute: ({ params }) => `${params.days} days.` });
    const { send, events } = talk(createBot({ use: [count], actions: { Book } }));
    await send({ ...EXECUTE, params: { days: "many" } });
    expect(calls).toBe(0);
    expect(events[0]?.outcome).toBe("asked-again");
    expect((await send({ ...EXECUTE, params: { days: "3" } })).json["message"]).toBe("3 days.");
    expect(calls).toBe(1);
  });

  it("see the params, decoded", async () => {
    const seen: unknown[] = [];
    const look: Hook = (context, next) => {
      seen.push((context as Context & { readonly params: unknown }).params);
      return next();
    };
    const Book = action({ params: { days: integer() }, use: [look], execute: () => "Booked." });
    await talk(createBot({ actions: { Book } })).send({ ...EXECUTE, params: { days: "3" } });
    expect(seen).toEqual([{ days: 3 }]);
  });

  it("may be methods of a class, as the handlers may", async () => {
    class Guarded {
      readonly actions = { Book: action({ execute: () => "Booked." }) };
      readonly use = [(): string => "No."];
    }
    expect((await talk(createBot(new Guarded())).send(EXECUTE)).json["message"]).toBe("No.");
  });
});

describe("what a hook adds", () => {
  const tenant = hook<{ tenant: string }>(async ({ org }, next) => {
    await Promise.resolve();
    return next({ tenant: String(org["name"]) });
  });
  const rights = hook<{ rights: readonly string[] }, { tenant: string }>((context, next) =>
    next({ rights: [`book at ${context.tenant}`] }),
  );

  it("is there for the hooks after it and for the handler", async () => {
    const { action: add, createBot: make } = createFactory({ use: [tenant, rights] });
    const Book = add({
      use: [hook<{ plan: string }, { tenant: string }>((context, next) => next({ plan: `plan of ${context.tenant}` }))],
      execute: (context) => `${context.tenant}: ${context.rights.join()}, ${context.plan}`,
    });
    const bot = make({ actions: { Book }, welcome: (context) => `Welcome to ${context.tenant}.` });
    const { send } = talk(bot);
    expect((await send({ ...EXECUTE, org: { name: "acme" } })).json["message"]).toBe(
      "acme: book at acme, plan of acme",
    );
    expect((await send({ todo: "welcome", org: { name: "acme" } })).json).toEqual(welcome("Welcome to acme."));
  });

  it("may be replaced by a later hook", async () => {
    const again = hook<{ tenant: string }, { tenant: string }>(({ tenant: name }, next) =>
      next({ tenant: `${name}!` }),
    );
    const bot = createBot({ use: [tenant, again], actions: {}, welcome: (context) => context.tenant });
    expect((await talk(bot).send({ todo: "welcome", org: { name: "acme" } })).json).toEqual(welcome("acme!"));
  });

  it("does not reach the next request", async () => {
    const once: boolean[] = [];
    const add = hook<{ first?: true }>((_context, next) => (once.push(true) === 1 ? next({ first: true }) : next()));
    const bot = createBot({ use: [add], actions: {}, welcome: ({ first }) => String(first) });
    const { send } = talk(bot);
    expect((await send({ todo: "welcome" })).json).toEqual(welcome("true"));
    expect((await send({ todo: "welcome" })).json).toEqual(welcome("undefined"));
  });

  it("leaves the stores alone: the handler may replace them, and a hook may change them after it", async () => {
    const count: Hook = async (context, next) => {
      const answer = await next();
      context.broadcast["hooked"] = true;
      return answer;
    };
    const Book = action({
      execute: (context) => {
        context.broadcast = { booked: 1 };
        return "Booked.";
      },
    });
    const { json } = await talk(createBot({ use: [count], actions: { Book } })).send({
      ...EXECUTE,
      broadcast: { a: 1 },
    });
    expect(json["broadcast"]).toEqual({ booked: 1, hooked: true });
  });

  it.each([
    ["user", { user: {} }],
    ["broadcast", { broadcast: {} }],
    ["signal", { signal: undefined }],
    ["params", { params: {} }],
    ["__proto__", JSON.parse('{"__proto__":{"a":1}}') as object],
  ])("must not be %s, which every context has", async (key, added) => {
    const { message, errors } = await book([
      (_context, next) => (next as (more: object) => Promise<HookAnswer>)(added),
    ]);
    expect(message).toBe(FAILED);
    expect(errors).toMatchObject([
      {
        code: "ERR_INVALID_HOOK",
        message: `The hook use[0] adds ${key}, which every context has already. Give it another name.`,
      },
    ]);
  });

  it("must be an object", async () => {
    const { errors } = await book([(_context, next) => (next as (more: unknown) => Promise<HookAnswer>)("acme")]);
    expect(errors[0]?.message).toBe(
      "The hook use[0] passed a string to next. Pass an object with what to add to the context.",
    );
  });
});

describe("the answer of a hook", () => {
  it.each<[string, HookAnswer]>([
    ["a string", "Please sign in."],
    ["what a builder makes", execution("Please sign in.")],
  ])("may be %s, and then the handler does not run", async (_name, answer) => {
    let calls = 0;
    const Book = action({ execute: () => `Booked ${++calls}.` });
    const { message, errors } = await book([() => answer], { actions: { Book } });
    expect([message, errors, calls]).toEqual(["Please sign in.", [], 0]);
  });

  it("is a message of the right kind for every request", async () => {
    const { send } = bookWith([() => "Closed."]);
    expect((await send({ todo: "welcome" })).json).toEqual(welcome("Closed."));
    expect((await send({ todo: "fallback", userInput: "Hi" })).json).toEqual(handled("Closed."));
    expect((await send({ todo: "prompt", action: "Book" })).json).toEqual(execution("Closed."));
  });

  it("may be made from the handler's", async () => {
    const sign: Hook = async (_context, next) => {
      const answer = await next();
      return typeof answer === "string" ? `${answer} Yours, the bot` : answer;
    };
    expect((await book([sign])).message).toBe("Booked. Yours, the bot");
  });

  it("gets the handler's as it was returned, and nothing from a prompt that goes on", async () => {
    const seen: unknown[] = [];
    const look: Hook = async (_context, next) => {
      const answer = await next();
      seen.push(answer);
      return answer;
    };
    const question = prompt("days", "How many?");
    const Book = action({
      prompt: ({ userInput }) => (userInput === "ask" ? question : undefined),
      execute: () => "x",
    });
    const { send, errors } = bookWith([look], { actions: { Book, Plain: action({ execute: () => "x" }) } });
    expect((await send({ todo: "prompt", action: "Book", userInput: "ask" })).json).toEqual(question);
    expect((await send({ todo: "prompt", action: "Book" })).json).toEqual(proceed());
    expect((await send({ todo: "prompt", action: "Plain" })).json).toEqual(proceed());
    expect(seen).toEqual([question, undefined, undefined]);
    expect(errors).toEqual([]);
  });

  it("is checked, and the hook is named", async () => {
    const broken = ((): unknown => 5) as () => string;
    const { message, errors } = await book([(_context, next) => next(), broken]);
    expect(message).toBe(FAILED);
    expect(errors).toMatchObject([
      { code: "ERR_INVALID_ANSWER", message: expect.stringContaining("use[1] (broken) returned a number") as string },
    ]);
  });
});

describe("a hook that goes wrong", () => {
  it("by throwing fails as a handler does, and is named", async () => {
    const boom = new Error("boom");
    const lookUp: Hook = () => {
      throw boom;
    };
    const failure = (): string => "We are sorry.";
    const rejects: Hook = () => Promise.reject(boom);
    for (const failing of [lookUp, rejects]) {
      const { message, errors } = await book([failing], { failure });
      expect(message).toBe("We are sorry.");
      expect(errors).toMatchObject([{ code: "ERR_HANDLER_FAILED", cause: boom }]);
      expect(errors[0]?.message).toBe(`use[0] (${failing.name}) threw. See the cause.`);
    }
  });

  it("after the handler is named, and not the handler", async () => {
    const after: Hook = async (_context, next) => {
      await next();
      throw new Error("boom");
    };
    const Book = action({ use: [after], execute: () => "Booked." });
    const { errors } = await book([], { actions: { Book } });
    expect(errors[0]?.message).toBe("actions.Book.use[0] (after) threw. See the cause.");
  });

  it("may catch what the handler throws; otherwise the handler is named", async () => {
    const boom = new Error("boom");
    const Book = action({ execute: () => Promise.reject(boom) });
    const passing: Hook = async (_context, next) => await next();
    const rescue: Hook = (_context, next) => next().catch((error: unknown) => `Rescued: ${String(error)}`);
    const { errors } = await book([passing], { actions: { Book } });
    expect(errors).toMatchObject([{ message: "actions.Book.execute threw. See the cause.", cause: boom }]);
    expect(await book([rescue, passing], { actions: { Book } })).toEqual({
      message: "Rescued: Error: boom",
      errors: [],
    });
  });

  it("by calling next twice runs the handler once, and is named", async () => {
    let calls = 0;
    const Book = action({ execute: () => `Booked ${++calls}.` });
    const twice: Hook = async (_context, next) => {
      await next();
      return next();
    };
    const { message, errors } = await book([twice], { actions: { Book } });
    expect([message, calls]).toEqual([FAILED, 1]);
    expect(errors).toMatchObject([
      {
        code: "ERR_INVALID_HOOK",
        message: "The hook use[0] (twice) called next twice. Call it once, and keep what it resolves to.",
      },
    ]);
  });

  it.each(["execute", "prompt", "welcome"])("by saying nothing and not calling next is named (%s)", async (todo) => {
    const silent: Hook = () => undefined;
    const { send, errors } = bookWith([silent]);
    await send({ ...EXECUTE, todo });
    expect(errors).toMatchObject([
      {
        code: "ERR_INVALID_HOOK",
        message:
          "The hook use[0] (silent) returned nothing and did not call next. Return next(), or what the visitor should read.",
      },
    ]);
  });

  it("by not returning what next gave is named", async () => {
    const forgetful: Hook = async (_context, next) => {
      await next();
    };
    const { message, errors } = await book([forgetful]);
    expect(message).toBe(FAILED);
    expect(errors[0]?.message).toBe("The hook use[0] (forgetful) returned nothing. Return what next() resolves to.");
  });

  it("by calling next after its answer changes nothing, and learns so", async () => {
    let late: (() => Promise<HookAnswer>) | undefined;
    let calls = 0;
    const Book = action({ execute: () => `Booked ${++calls}.` });
    const keeps: Hook = (_context, next) => {
      late = next;
      return "No.";
    };
    expect((await book([keeps], { actions: { Book } })).message).toBe("No.");
    expect(() => late?.()).toThrow("The hook use[0] (keeps) called next after it had answered.");
    expect(calls).toBe(0);
  });

  it("by answering before the handler is done has to wait for it: nothing runs on behind the answer", async () => {
    const seen: string[] = [];
    const Book = action({
      execute: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen.push("handler");
        throw new Error("too late to matter");
      },
    });
    const hasty: Hook = (_context, next) => {
      void next();
      return "Done.";
    };
    const { message, errors } = await book([hasty], { actions: { Book } });
    expect([message, seen, errors]).toEqual(["Done.", ["handler"], []]);
  });
});

describe("at start", () => {
  it.each<[unknown, string]>([
    [{ use: ["tenant"] }, "use[0] must be a function; got a string."],
    [{ use: () => "x" }, "use must be a list; got a function."],
    [
      { actions: { A: action({ execute: () => "x", use: [5] as never }) } },
      "actions.A.use[0] must be a function; got a number.",
    ],
  ])("hooks must be a list of functions: %o", (definition, message) => {
    expect(() => createBot({ actions: {}, ...(definition as object) })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_BOT", message }),
    );
  });

  it("a factory checks its hooks, and hook its function", () => {
    expect(() => createFactory({ use: [5] as never }).createBot({ actions: {} })).toThrow("use[0] must be a function");
    expect(() => hook("x" as never)).toThrow("hook takes a function, (context, next) => …; got a string.");
  });

  it("an action of a factory needs a bot with the factory's hooks", () => {
    const tenant: Hook<{ tenant: string }> = (_context, next) => next({ tenant: "acme" });
    const { action: add, createBot: make } = createFactory({ use: [tenant] });
    const Book = add({ execute: (context) => context.tenant });
    expect(() => make({ actions: { Book } })).not.toThrow();
    expect(() => createBot({ use: [tenant], actions: { Book } })).not.toThrow();
    expect(() => createBot({ actions: { Book: Book as never } })).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_BOT",
        message:
          "actions.Book was made by a factory whose hook tenant this bot does not have. Use the createBot of that factory, or give the bot the same hooks.",
      }),
    );
  });
});
