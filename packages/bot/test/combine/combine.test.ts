import { execution, handled, welcome } from "@ck/protocol";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  action,
  combine,
  createBot,
  createJobRunner,
  defineConsole,
  hook,
  integer,
  memoryStore,
  suggestAction,
  trackWork,
  type Action,
  type BotDefinition,
  type Hook,
} from "../../src/index.js";
import { talk } from "@ck-test/talk";
import { Deferred } from "@ck-test/visitor";
import { stopClock } from "../late/on-cue.js";
import { heldQueue } from "../late/queue.js";

const execute = (name: string): object => ({ todo: "execute", action: name, environment: "production", broadcast: {} });

/** A bot of one action that says its own name. */
function part(name: string, more: Partial<BotDefinition> = {}) {
  return createBot({ name, actions: { [name]: action({ execute: () => `This is ${name}.` }) }, ...more });
}

/** A hook that signs the answers. */
const signing =
  (name: string): Hook =>
  async (_context, next) => {
    const answer = await next();
    return typeof answer === "string" ? `${answer} (${name})` : answer;
  };

describe("a combined bot", () => {
  it("has the actions of its parts, each with its own hooks", async () => {
    const bot = combine(part("Leave", { use: [signing("a")] }), part("Desk", { use: [signing("b")] }), part("Plain"));
    const { send } = talk(bot);
    expect((await send(execute("Leave"))).json["message"]).toBe("This is Leave. (a)");
    expect((await send(execute("desk"))).json["message"]).toBe("This is Desk. (b)");
    expect((await send(execute("Plain"))).json["message"]).toBe("This is Plain.");
  });

  it("knows the names of its actions by type", () => {
    const leave = createBot({ actions: { Leave: action({ params: { days: integer() }, execute: () => "x" }) } });
    const desk = createBot({ actions: { Desk: action({ execute: () => "x" }) } });
    const bot = combine(leave, desk);
    expectTypeOf<keyof typeof bot.actions>().toEqualTypeOf<"Leave" | "Desk">();
    expectTypeOf(bot.actions.Leave).toExtend<Action<{ readonly days: ReturnType<typeof integer> }>>();
    expect(suggestAction(bot, "Book", { action: "Leave", params: { days: 1 } }).message).toBe("Book");
    // @ts-expect-error -- no part has it
    expect(() => suggestAction(bot, "Book", { action: "Nobody" })).toThrow("It has Leave, Desk.");
  });

  it("takes each of its own handlers from the part that has it, with the hooks of that part", async () => {
    const bot = combine(
      part("Leave", { use: [signing("a")], welcome: () => "Hello." }),
      part("Desk", { use: [signing("b")], fallback: () => "What?", button: () => "Click.", failure: () => "Oh." }),
    );
    const { send } = talk(bot);
    expect((await send({ todo: "welcome" })).json).toEqual(welcome("Hello. (a)"));
    expect((await send({ todo: "fallback", userInput: "Hi" })).json).toEqual(handled("What? (b)"));
    expect((await send({ todo: "button", action: "Leave", button_id: "x" })).json["message"]).toBe("Click. (b)");
    expect((await send({ todo: "failure" })).json).toMatchObject({ message: "Oh. (b)" });
  });

  it("leaves what no part has a handler for to the first, and to its hooks and texts", async () => {
    const texts = { welcome: "Welcome from the first.", fallback: "Pardon?" };
    const { send } = talk(
      combine(part("Leave", { use: [signing("a")], texts }), part("Desk", { use: [signing("b")] })),
    );
    expect((await send({ todo: "welcome" })).json).toEqual(welcome("Welcome from the first. (a)"));
    expect((await send({ todo: "fallback", userInput: "Hi" })).json).toEqual(handled("Pardon? (a)"));
  });

  it("keeps the texts of each part", async () => {
    const ask = (name: string): BotDefinition => ({
      actions: { [name]: action({ params: { days: integer() }, execute: () => "x" }) },
      texts: { missing: `Missing, says ${name}.` },
    });
    const { send } = talk(combine(createBot(ask("Leave")), createBot(ask("Desk"))));
    expect(JSON.stringify((await send(execute("Leave"))).json)).toContain("Missing, says Leave.");
    expect(JSON.stringify((await send(execute("Desk"))).json)).toContain("Missing, says Desk.");
  });

  it("says what one part says instead of an answer, whichever part fails", async () => {
    const failing = createBot({ actions: { Broken: action({ execute: () => Promise.reject(new Error("boom")) }) } });
    const bot = combine(failing, part("Desk", { failure: () => "We are sorry.", use: [signing("b")] }));
    const { send, errors } = talk(bot);
    expect((await send(execute("Broken"))).json["message"]).toBe("We are sorry.");
    expect(errors).toMatchObject([{ code: "ERR_HANDLER_FAILED" }]);
    const { send: ask, errors: more } = talk(bot);
    await ask(execute("Nobody"));
    expect(more[0]?.message).toContain("It has Broken, Desk:");
  });

  it("may suggest the actions of another part", async () => {
    const offering = createBot({
      actions: {
        Leave: action({
          execute: () =>
            execution("Booked.", { followup: { suggestions: [{ message: "Ask", action: { name: "Desk" } }] } }),
        }),
      },
    });
    const { send, errors } = talk(combine(offering, part("Desk")));
    expect((await send(execute("Leave"))).json["message"]).toBe("Booked.");
    expect(errors).toEqual([]);
  });

  it("is a bot for defineConsole, and may be part of another", async () => {
    const inner = combine(part("Leave", { welcome: () => "Hi." }), part("Desk"));
    const bot = combine(inner, part("Third", { use: [signing("c")] }));
    const console = defineConsole(bot);
    expect(console.name).toBe("Leave");
    expect(console.actions.map(({ namespace }) => namespace)).toEqual(["Leave", "Desk", "Third"]);
    expect(console.handlers).toEqual({ welcome: true, fallback: false, failure: false });
    const { send } = talk(bot);
    expect((await send(execute("Third"))).json["message"]).toBe("This is Third. (c)");
    expect((await send({ todo: "welcome" })).json).toEqual(welcome("Hi."));
  });
});

describe("parts that do not go together are refused at start", () => {
  it.each<[string, () => unknown, string]>([
    [
      "the same action",
      () => combine(part("Leave"), part("Desk"), part("Leave")),
      "part 1 (Leave) and part 3 (Leave) both have the action Leave. Rename one of them.",
    ],
    [
      "actions that a request cannot tell apart",
      () => combine(part("ApplyLeave"), part("apply_leave")),
      "part 1 (ApplyLeave) and part 2 (apply_leave) have the actions ApplyLeave and apply_leave, which a request cannot tell apart: case and punctuation do not count. Rename one of them.",
    ],
    [
      "the same handler",
      () => combine(part("Leave", { welcome: () => "a" }), createBot({ actions: {}, welcome: () => "b" })),
      "part 1 (Leave) and part 2 both have welcome. A bot has one: leave it to one part.",
    ],
    [
      "two promises",
      () => combine(part("Leave", { late: "a" }), part("Desk", { late: "b" })),
      "part 1 (Leave) and part 2 (Desk) both have late. A bot has one: leave it to one part.",
    ],
    [
      "no bot",
      () => combine(part("Leave"), {} as never),
      "combine takes bots, which createBot({ … }) returns; argument 2 is an object.",
    ],
    ["nothing", () => combine(), "combine takes at least one bot."],
  ])("%s", (_name, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: "ERR_INVALID_BOT", message }));
  });
});

describe("late answers of a combined bot", () => {
  stopClock();

  it("go out as those of any other", async () => {
    const running = new Deferred();
    const done = new Deferred<string>();
    const slow = (): Promise<string> => {
      running.resolve();
      return done.promise;
    };
    const bot = combine(
      part("Quick"),
      createBot({ actions: { Slow: action({ execute: slow }) }, late: "Still at it." }),
    );
    const work = trackWork();
    const lateAnswers = { store: memoryStore() };
    const { send } = talk(bot, { deadlineMs: 4500, lateAnswers, waitUntil: work.waitUntil });
    const sent = send(execute("Slow"));
    await running.promise;
    await vi.advanceTimersByTimeAsync(4500);
    const { json } = await sent;
    expect(json["message"]).toBe("Still at it.");
    done.resolve("Done.");
    await work.idle();
    const again = await send({ ...execute("Slow"), broadcast: json["broadcast"] });
    expect(again.json["message"]).toBe("Done.");
  });

  it("are made by a worker, inside the hooks of their part", async () => {
    const tenant = hook<{ tenant: string }>((_context, next) => next({ tenant: "acme" }));
    const bot = combine(
      part("Quick", { use: [signing("a")] }),
      createBot({
        use: [signing("b"), tenant],
        actions: { Slow: action({ durable: true, use: [tenant], execute: ({ tenant: name }) => `Done at ${name}.` }) },
      }),
    );
    const store = memoryStore();
    const queue = heldQueue();
    const { send } = talk(bot, { deadlineMs: 4500, lateAnswers: { store, queue } });
    const { json } = await queue.late(send(execute("Slow")));
    await createJobRunner(bot, { store })(queue.jobs[0]!.data);
    const again = await send({ ...execute("Slow"), broadcast: json["broadcast"] });
    expect(again.json["message"]).toBe("Done at acme. (b)");
  });

  it("need a queue if a handler of a part is durable", () => {
    const bot = combine(part("Quick"), createBot({ actions: {}, fallback: () => "x", durable: ["fallback"] }));
    expect(() => talk(bot, { lateAnswers: { store: memoryStore() } })).toThrow(/fallback/);
  });
});
