import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createKeyRing } from "@ck/signature";
import { beforeAll, describe, expect, expectTypeOf, it, onTestFinished } from "vitest";
import {
  action,
  BOT_CHANNEL,
  BOTS_CHANNEL,
  createBot,
  createJobRunner,
  memoryStore,
  receive,
  type Bot,
  type Bots,
  type PublicKeyFor,
  type PublicKeyOption,
  type ReceiveOptions,
} from "../../src/index.js";
import { makeKeys, signed, talk, type Keys } from "@ck-test/talk";
import { stopClock } from "../late/on-cue.js";
import { heldQueue } from "../late/queue.js";

let leaveKeys: Keys;
let deskKeys: Keys;
let strange: Keys;
beforeAll(async () => {
  [leaveKeys, deskKeys, strange] = await Promise.all([makeKeys(), makeKeys(), makeKeys()]);
});

const say = (text: string): Bot => createBot({ actions: { Hello: action({ execute: () => text }) } });
const bots = { leave: say("This is leave."), help_desk: say("This is the desk.") };
const hello = (bot?: unknown, environment = "production"): object => ({
  todo: "execute",
  action: "Hello",
  environment,
  ...(bot !== undefined && { bot }),
});

/** `talk` for several bots. */
const talkTo = talk as unknown as <B extends Bots>(
  several: B,
  options: Partial<ReceiveOptions<B>>,
) => ReturnType<typeof talk>;

/** Several bots at one URL, with the keys of each unless a test says otherwise. */
function mount(options: Partial<ReceiveOptions<typeof bots>> = {}) {
  const publicKey = { leave: leaveKeys.publicKey, help_desk: deskKeys.publicKey };
  const { send, events, errors } = talkTo(bots, { explainFailures: 0, publicKey, ...options });
  const ask = async (body: object, keys?: Keys): Promise<unknown> => {
    const { status, json } = await send(body, keys && signed(body, keys));
    return status === 200 ? json["message"] : status;
  };
  return { ask, events, errors };
}

describe("a request for one of several bots", () => {
  it.each<[string, unknown]>([
    ["its name", "leave"],
    ["an object with its name", { namespace: "leave" }],
    ["its name in another spelling", "Leave"],
    ["nothing: the key tells", undefined],
  ])("is answered by the bot whose key signed it, and that the body gives %s", async (_name, bot) => {
    const { ask, events } = mount();
    expect(await ask(hello(bot), leaveKeys)).toBe("This is leave.");
    expect(events).toMatchObject([
      { outcome: "answered", bot: "leave", keyId: leaveKeys.publicKey.keyId, action: "Hello" },
    ]);
  });

  it("is told from that for another", async () => {
    const { ask, events } = mount();
    expect(await ask(hello("help_desk"), deskKeys)).toBe("This is the desk.");
    expect(await ask(hello("HelpDesk"), deskKeys)).toBe("This is the desk.");
    expect(events.map(({ bot }) => bot)).toEqual(["help_desk", "help_desk"]);
  });

  it.each<[string, unknown]>([
    ["another bot's", "help_desk"],
    ["that of another bot in another spelling", { namespace: "HELP-DESK" }],
    ["nobody's", "payroll"],
    ["a property that every object has", "constructor"],
    ["another's, which is very long", "x".repeat(5000)],
  ])("is refused if the key is one bot's and the name is %s", async (_name, bot) => {
    const { ask, events, errors } = mount();
    expect(await ask(hello(bot), leaveKeys)).toBe(401);
    expect(events).toEqual([
      expect.objectContaining({
        outcome: "refused",
        status: 401,
        reason: "wrong-bot",
        detail: "the key is that of leave, and the body names another bot",
      }),
    ]);
    expect(events[0]).not.toHaveProperty("bot");
    expect(errors).toEqual([]);
  });

  it.each(["leave", "help_desk", undefined])("is refused if nobody's key signed it, or none (%s)", async (bot) => {
    const { ask, events } = mount();
    expect(await ask(hello(bot), strange)).toBe(401);
    expect(await ask(hello(bot))).toBe(401);
    expect(events.map(({ reason }) => reason)).toEqual(["signature-mismatch", "signature-missing"]);
  });

  it("reaches the handler under the declared name, with the request as it came", async () => {
    let seen: unknown;
    const look = createBot({
      actions: {
        Hello: action({
          execute: ({ request }) => {
            seen = [request.bot, request.raw["bot"]];
            return "x";
          },
        }),
      },
    });
    const { send } = talkTo({ leave: look }, { publicKey: { leave: leaveKeys.publicKey } });
    await send(hello("LEAVE"), signed(hello("LEAVE"), leaveKeys));
    expect(seen).toEqual([{ namespace: "leave" }, "LEAVE"]);
  });
});

describe("the keys of each bot", () => {
  it("may be by environment: then they hold for that bot and that environment", async () => {
    const [development, production] = await Promise.all([makeKeys(), makeKeys()]);
    const { ask, events } = mount({
      publicKey: {
        leave: { development: development.publicKey, production: [production.publicKey] },
        help_desk: deskKeys.publicKey,
      },
    });
    expect(await ask(hello("leave", "production"), production)).toBe("This is leave.");
    expect(await ask(hello("leave", "production"), development)).toBe(401);
    expect(await ask(hello("help_desk", "development"), development)).toBe(401);
    expect(await ask(hello("leave", "development"), development)).toBe("This is leave.");
    expect(events.map(({ reason }) => reason)).toEqual([undefined, "wrong-environment", "wrong-bot", undefined]);
  });

  it("may be a key ring, which changes while the server runs", async () => {
    const next = await makeKeys();
    const ring = createKeyRing({ production: leaveKeys.publicKey });
    const { ask } = mount({ publicKey: { leave: ring, help_desk: deskKeys.publicKey } });
    expect(await ask(hello("leave"), next)).toBe(401);
    ring.add("production", next.publicKey);
    expect(await ask(hello("leave"), next)).toBe("This is leave.");
    expect(await ask(hello("help_desk"), next)).toBe(401);
    ring.retire(leaveKeys.publicKey.keyId);
    expect(await ask(hello("leave"), leaveKeys)).toBe(401);
  });

  it("must not be those of another bot: at start, and if a key ring brings one later", async () => {
    expect(() => mount({ publicKey: { leave: leaveKeys.publicKey, help_desk: leaveKeys.publicKey } })).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: `publicKey.leave and publicKey.help_desk have the same key, ${leaveKeys.publicKey.keyId}: one bot could speak for the other. The platform makes a key pair for each bot. Use the key that the console shows for each.`,
      }),
    );
    const ring = createKeyRing({ production: leaveKeys.publicKey });
    const { ask, errors, events } = mount({ publicKey: { leave: ring, help_desk: deskKeys.publicKey } });
    ring.add("production", deskKeys.publicKey);
    expect(await ask(hello("leave"), deskKeys)).toBe(401);
    expect(await ask(hello("help_desk"), deskKeys)).toBe(401);
    expect(await ask(hello("leave"), leaveKeys)).toBe("This is leave.");
    expect(events[0]).toMatchObject({ reason: "wrong-bot", detail: "the key is that of leave and of help_desk" });
    // Once for each key, however often it is used.
    expect(errors.map(({ code }) => code)).toEqual(["ERR_KEY_REFUSED"]);
  });

  it("may be false for some: those take requests without a valid signature, and no other does", async () => {
    const { ask, events } = mount({ publicKey: { leave: leaveKeys.publicKey, help_desk: false } });
    expect(await ask(hello("help_desk"))).toBe("This is the desk.");
    expect(await ask(hello(undefined))).toBe("This is the desk.");
    expect(await ask(hello("help_desk"), strange)).toBe("This is the desk.");
    expect(await ask(hello("leave"), leaveKeys)).toBe("This is leave.");
    expect(await ask(hello("leave"))).toBe(401);
    expect(await ask(hello("leave"), strange)).toBe(401);
    expect(await ask(hello("help_desk"), leaveKeys)).toBe(401);
    expect(events.map(({ reason }) => reason).slice(4)).toEqual([
      "signature-missing",
      "signature-mismatch",
      "wrong-bot",
    ]);
  });

  it("may be false for all: then the name tells, and must be there", async () => {
    const { ask, events } = mount({ publicKey: false });
    expect(await ask(hello("leave"))).toBe("This is leave.");
    expect(await ask(hello("help_desk"))).toBe("This is the desk.");
    expect(await ask(hello())).toBe(401);
    expect(await ask(hello("payroll"))).toBe(401);
    expect(events[3]).toMatchObject({
      reason: "wrong-bot",
      detail: "there is no signature, and the body names no bot that is unsigned",
    });
  });
});

it("each bot is published under its name when it is mounted, for tools", () => {
  const seen: unknown[] = [];
  const note = (bot: unknown): void => void seen.push((bot as Bot).name);
  subscribe(BOT_CHANNEL, note);
  onTestFinished(() => {
    unsubscribe(BOT_CHANNEL, note);
  });
  mount();
  receive(say("alone"), { publicKey: false });
  expect(seen).toEqual(["leave", "help_desk", undefined]);
});

it("several bots are published before their keys are read, for a tool that makes the keys", () => {
  const seen: unknown[] = [];
  const note = (mounting: unknown): void => void seen.push(mounting);
  subscribe(BOTS_CHANNEL, note);
  onTestFinished(() => {
    unsubscribe(BOTS_CHANNEL, note);
  });
  expect(() => receive(bots, { publicKey: { leave: undefined, help_desk: undefined } })).toThrow(
    "publicKey.leave is undefined",
  );
  receive(say("alone"), { publicKey: false });
  expect(seen).toEqual([bots]);
});

describe("at start", () => {
  const odd = (value: unknown): never => value as never;

  it.each<[string, () => unknown, string, string]>([
    [
      "a bot without a key",
      () => mount({ publicKey: odd({ leave: leaveKeys.publicKey }) }),
      "ERR_NO_PUBLIC_KEY",
      "publicKey.help_desk is undefined.",
    ],
    [
      "no keys at all",
      () => mount({ publicKey: odd(undefined) }),
      "ERR_NO_PUBLIC_KEY",
      "publicKey takes the keys of each bot by its name: { leave: …, help_desk: … }; got undefined.",
    ],
    [
      "one key for all",
      () => mount({ publicKey: odd("MIID") }),
      "ERR_INVALID_OPTION",
      "publicKey takes the keys of each bot by its name: { leave: …, help_desk: … }; got a string.",
    ],
    [
      "keys by environment for all",
      () => mount({ publicKey: odd({ production: leaveKeys.publicKey }) }),
      "ERR_INVALID_OPTION",
      "there is no bot production.",
    ],
    [
      "a blank key",
      () => mount({ publicKey: { leave: " ", help_desk: false } }),
      "ERR_NO_PUBLIC_KEY",
      "publicKey.leave is blank.",
    ],
    [
      "keys by bot for a bot that is alone",
      () => receive(say("x"), odd({ publicKey: { leave: leaveKeys.publicKey } })),
      "ERR_INVALID_OPTION",
      'development and production; "leave" is neither.',
    ],
    ["no bots", () => receive(odd({}), { publicKey: odd(false) }), "ERR_INVALID_BOT", "several bots by name"],
    [
      "a bot that is none",
      () => receive(odd({ leave: say("x"), desk: {} }), { publicKey: odd(false) }),
      "ERR_INVALID_BOT",
      "The bot desk must be what createBot({ … }) returns; got an object.",
    ],
    [
      "names that a request cannot tell apart",
      () => receive(odd({ leave: say("x"), Leave: say("y") }), { publicKey: odd(false) }),
      "ERR_INVALID_BOT",
      "The bots leave and Leave have names that a request cannot tell apart",
    ],
    [
      "a name of nothing",
      () => receive(odd({ "-": say("x") }), { publicKey: odd(false) }),
      "ERR_INVALID_BOT",
      "at most 100 characters",
    ],
    ["a list of bots", () => receive(odd([say("x")]), { publicKey: odd(false) }), "ERR_INVALID_BOT", "got an array"],
  ])("%s is refused", (_name, start, code, message) => {
    expect(start).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }));
  });

  it("the types know whose keys are missing, and what is whose", () => {
    expectTypeOf<PublicKeyFor<Bot>>().toEqualTypeOf<PublicKeyOption>();
    expectTypeOf<PublicKeyFor<typeof bots>>().toEqualTypeOf<
      false | { readonly leave: PublicKeyOption | undefined; readonly help_desk: PublicKeyOption | undefined }
    >();
    expectTypeOf(bots).toExtend<Bots>();
    // @ts-expect-error -- the desk has no key
    expect(() => receive(bots, { publicKey: { leave: false } })).toThrow("publicKey.help_desk is undefined.");
    // @ts-expect-error -- keys by bot are for several bots
    expect(() => receive(bots.leave, { publicKey: { leave: leaveKeys.publicKey } })).toThrow("is neither");
    // @ts-expect-error -- one key for several bots
    expect(() => receive(bots, { publicKey: leaveKeys.publicKey })).toThrow("by its name");
  });
});

describe("late answers of several bots", () => {
  stopClock();
  const slow = (name: string): Bot =>
    createBot({
      actions: { Report: action({ durable: true, execute: () => `The report of ${name}.` }) },
      fallback: ({ lateAnswers }) => `${lateAnswers.length} pending at ${name}.`,
    });
  const both = { leave: slow("leave"), desk: slow("the desk") };
  const report = (bot: string, broadcast: unknown = {}): object => ({
    todo: "execute",
    action: "Report",
    environment: "production",
    bot,
    broadcast,
  });

  function start() {
    const store = memoryStore();
    const queue = heldQueue();
    const publicKey = { leave: leaveKeys.publicKey, desk: deskKeys.publicKey };
    const options = { publicKey, deadlineMs: 4500, lateAnswers: { store, queue } };
    const { send, errors } = talkTo(both, options);
    return { store, queue, errors, ask: (body: object, keys: Keys) => send(body, signed(body, keys)) };
  }

  it("are made by the right bot in a worker that has them all", async () => {
    const { store, queue, ask } = start();
    const [ofLeave, ofDesk] = [
      await queue.late(ask(report("leave"), leaveKeys)),
      await queue.late(ask(report("Desk"), deskKeys)),
    ];
    const run = createJobRunner(both, { store });
    for (const { data } of queue.jobs) await run(data);
    const again = await ask(report("leave", ofLeave.json["broadcast"]), leaveKeys);
    expect(again.json["message"]).toBe("The report of leave.");
    // Another spelling, and no name at all, are the same bot.
    const { bot: _bot, ...unnamed } = report("desk", ofDesk.json["broadcast"]) as { bot: string };
    expect((await ask(unnamed, deskKeys)).json["message"]).toBe("The report of the desk.");
  });

  it("do not cross bots: the ticket of one is worth nothing to another", async () => {
    const { store, queue, ask } = start();
    const { json } = await queue.late(ask(report("leave"), leaveKeys));
    await createJobRunner(both, { store })(queue.jobs[0]!.data);
    const stolen = { todo: "fallback", userInput: "Hi", environment: "production", bot: "desk" };
    const { json: other } = await ask({ ...stolen, broadcast: json["broadcast"] }, deskKeys);
    expect(JSON.stringify(other)).not.toContain("The report of leave.");
    const { json: own } = await ask(report("leave", json["broadcast"]), leaveKeys);
    expect(own["message"]).toBe("The report of leave.");
  });

  it("are left to a worker that has their bot", async () => {
    const { store, queue, ask } = start();
    await queue.late(ask(report("leave"), leaveKeys));
    const [job] = queue.jobs;
    const outdated = { code: "ERR_WORKER_OUTDATED" };
    await expect(createJobRunner(both.leave, { store })(job!.data)).rejects.toMatchObject(outdated);
    await expect(createJobRunner({ desk: both.desk }, { store })(job!.data)).rejects.toMatchObject(outdated);
    await expect(createJobRunner(both, { store })(job!.data)).resolves.toBeUndefined();
    expect(() => createJobRunner({}, { store })).toThrow(expect.objectContaining({ code: "ERR_INVALID_BOT" }));
  });
});
