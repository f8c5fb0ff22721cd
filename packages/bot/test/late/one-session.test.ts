import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { action, memoryStore, type BotDefinition, type Context, type VisitorVerifier } from "../../src/index.js";
import { startOnCue, stopClock, type Cued } from "./on-cue.js";
import { visitor, type Visitor, type VisitorOptions } from "@ck-test/visitor";

const LATE = "Still at it.";
const SECRET = "Ada earns 5000.";

stopClock();

const bot = (slow: (context: Context) => never): BotDefinition => ({
  actions: {
    Book: action({ execute: slow, prompt: slow, buttons: { go: slow } }),
    Quick: action({ execute: () => "Quick." }),
  },
  fallback: slow,
  handOver: ["fallback", "button", "prompt", "execute"],
  late: LATE,
});

interface Sent {
  readonly todo?: string;
  readonly action?: string;
  readonly question: string;
  readonly token: string;
  readonly until: number;
  readonly session?: true;
  readonly user?: true;
  readonly visitor?: true;
}
const ticketsOf = ({ broadcast }: Visitor): Sent[] => broadcast["ckLate"] as Sent[];

/** Ada, whose answer to free text is ready. */
async function promised(options?: VisitorOptions) {
  const process = startOnCue(bot);
  const ada = visitor(process, options);
  await ada.says("What do I earn?");
  await process.end(process.calls.length - 1, SECRET);
  return { ...process, ada };
}

/** The site vouches for everybody by name. */
const byName: VisitorVerifier = {
  tokenKey: "visitorToken",
  verify: (token) =>
    Promise.resolve(typeof token === "string" ? { visitor: { id: token } } : { reason: "missing" as const }),
};

/** All that a session can ask for. */
async function askForAll(who: Visitor): Promise<string> {
  const said = [
    await who.asks("Quick"),
    await who.sends({ todo: "welcome" }),
    await who.asks("Book"),
    await who.clicks("go", { action: "Book" }),
    await who.isAsked("Book"),
    await who.says("What do I earn?"),
  ];
  return said.map(({ text }) => text).join("\n");
}

describe("an answer to free text goes to its own session alone", () => {
  it.each<[string, VisitorOptions, VisitorOptions]>([
    ["session, with a copy of the token", { sessionData: { id: "s1" } }, { sessionData: { id: "s2" } }],
    ["session that is not named, with a copy", { sessionData: { id: "s1" } }, {}],
    ["user, with a copy", { user: { id: "ada" } }, { user: { id: "eve" } }],
    ["bot, with a copy", {}, { bot: "other_bot" }],
    ["environment, with a copy", {}, { environment: "development" }],
  ])("not to another %s", async (_, of, other) => {
    const { ada, ...process } = await promised(of);
    for (const isMarked of [true, false]) {
      const eve = visitor(process, other);
      const copy = ticketsOf(ada).map(({ session, user, ...rest }) => ({
        ...rest,
        ...(isMarked && { session, user }),
      }));
      eve.broadcast = structuredClone({ ckLate: copy });
      expect(await askForAll(eve)).not.toContain(SECRET);
    }
    expect((await ada.says("Well?")).json["message"]).toBe(SECRET);
  });

  it.each<[string, (ticket: Sent) => object]>([
    ["another kind", (ticket) => ({ ...ticket, todo: "button" })],
    ["a kind that is left out", (ticket) => ({ ...ticket, todo: undefined })],
    ["a kind that there is not", (ticket) => ({ ...ticket, todo: "welcome" })],
    ["another kind, with an action", (ticket) => ({ ...ticket, todo: "execute", action: "Book" })],
    ["an action", (ticket) => ({ ...ticket, action: "Book" })],
    ["an action of another type", (ticket) => ({ ...ticket, action: null })],
    ["another question", (ticket) => ({ ...ticket, question: "0".repeat(32) })],
    ["another token", (ticket) => ({ ...ticket, token: "0".repeat(48) })],
    ["a token in capitals", (ticket) => ({ ...ticket, token: ticket.token.toUpperCase() })],
    ["a mark of a user", (ticket) => ({ ...ticket, user: true })],
    ["a mark of a session", (ticket) => ({ ...ticket, session: true })],
    ["no time left", (ticket) => ({ ...ticket, until: 0 })],
  ])("not to a ticket with %s", async (_, forge) => {
    const { ada, ...process } = await promised();
    const eve = visitor(process);
    eve.broadcast = { ckLate: ticketsOf(ada).map(forge) };
    expect(await askForAll(eve)).not.toContain(SECRET);
    expect((await ada.says("Well?")).json["message"]).toBe(SECRET);
  });

  it("not to tickets whose tokens were swapped, nor to one made of two", async () => {
    const process = startOnCue(bot);
    const [ada, bob] = [visitor(process), visitor(process)];
    await ada.says("What do I earn?");
    await bob.says("What do I earn?");
    await process.end(0, SECRET);
    await process.end(1, "Bob earns 1.");
    const [[hers], [his]] = [ticketsOf(ada), ticketsOf(bob)];
    for (const [one, other] of [
      [hers!, his!],
      [his!, hers!],
    ] as const) {
      const eve = visitor(process);
      eve.broadcast = { ckLate: [{ ...one, token: other.token }] };
      expect(await askForAll(eve)).not.toContain("earns");
    }
    expect((await bob.says("Well?")).json["message"]).toBe("Bob earns 1.");
    expect((await ada.says("Well?")).json["message"]).toBe(SECRET);
  });

  it("once, whichever of many processes is asked, and with an old copy of the session's store too", async () => {
    const store = memoryStore();
    const processes = Array.from({ length: 5 }, () => startOnCue(bot, { store }));
    const [first] = processes as [Cued];
    const ada = visitor(first);
    await ada.says("What do I earn?");
    await first.end(0, SECRET);
    const old = structuredClone(ada.broadcast);
    const here = processes.map((process) => Object.assign(visitor(process), { broadcast: structuredClone(old) }));
    const said = await Promise.all(here.map((who, n) => (n % 2 === 0 ? who.says("Well?") : who.asks("Quick"))));
    expect(said.filter(({ text }) => text.includes(SECRET))).toHaveLength(1);
    const again = Object.assign(visitor(first), { broadcast: structuredClone(old) });
    expect(await askForAll(again)).not.toContain(SECRET);
  });
});

it("whatever sessions ask, and whenever answers are ready: each goes out once, and to its own session", async () => {
  const who = fc.nat({ max: 2 });
  const at = fc.nat({ max: 1 });
  const turn = fc.record({
    type: fc.constantFrom("says", "asks", "clicks", "replies", "quick", "greets"),
    who,
    at,
    n: fc.nat({ max: 1 }),
  });
  const end = fc.record({ type: fc.constant("ends"), at, n: fc.nat({ max: 20 }), fails: fc.boolean() });
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: turn }, { weight: 2, arbitrary: end }), {
    minLength: 5,
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const store = memoryStore();
      const processes = [0, 1].map(() => startOnCue(bot, { store }));
      const sessions = [0, 1, 2].map((id) => visitor(processes[0]!, { sessionData: { id } }));
      const elsewhere = [0, 1, 2].map((id) => visitor(processes[1]!, { sessionData: { id } }));
      /** What each call will say, and whose it is. */
      const owners = new Map<string, number>();
      const said: [session: number, text: string][] = [];
      const ended = new Set<string>();
      const failed = new Set<string>();
      const promises = new Set<string>();
      const answerOf = (process: number, call: number): string => `<${process}-${call}>`;

      async function take(session: number, process: number, act: (from: Visitor) => Promise<{ text: string }>) {
        const before = processes.map(({ calls }) => calls.length);
        const [here, there] = process === 0 ? [sessions, elsewhere] : [elsewhere, sessions];
        const { text } = await act(here[session]!);
        there[session]!.broadcast = here[session]!.broadcast;
        said.push([session, text]);
        processes.forEach(({ calls }, p) => {
          for (let call = before[p]!; call < calls.length; call++) {
            owners.set(answerOf(p, call), session);
            if (calls[call]!.context.request.todo === "fallback" && text.includes(LATE))
              promises.add(answerOf(p, call));
          }
        });
      }
      async function finish(process: number, call: number, fails: boolean): Promise<void> {
        const name = answerOf(process, call);
        if (ended.has(name)) return;
        ended.add(name);
        if (fails) failed.add(name);
        await processes[process]!.end(call, fails ? new Error("no") : name);
      }

      for (const step of taken) {
        if (step.type === "ends" && "fails" in step) {
          const { length } = processes[step.at]!.calls;
          if (length > 0) await finish(step.at, step.n % length, step.fails);
        } else if ("who" in step) {
          await take(step.who, step.at, (from) => {
            switch (step.type) {
              case "says":
                return from.says("Why?");
              case "asks":
                return from.asks("Book", { n: step.n });
              case "clicks":
                return from.clicks("go", { action: "Book", data: { n: step.n } });
              case "replies":
                return from.sends({ todo: "prompt", action: "Book", userInput: `${step.n}` });
              case "greets":
                return from.sends({ todo: "welcome" });
              default:
                return from.asks("Quick");
            }
          });
        }
      }
      for (const [p, { calls }] of processes.entries()) for (const n of calls.keys()) await finish(p, n, false);
      for (const session of [0, 1, 2]) await take(session, 0, (from) => from.asks("Quick"));

      for (const [name, owner] of owners) {
        const heard = said.filter(([, text]) => text.includes(name));
        expect(heard.length).toBeLessThanOrEqual(1);
        // What can be asked for again may have made room for others.
        if (promises.has(name) && !failed.has(name)) expect(heard).toHaveLength(1);
        for (const [session] of heard) expect(session).toBe(owner);
      }
    }),
    { numRuns: 40 },
  );
});

describe("an answer for a visitor whom the site vouched for", () => {
  it.each<[string, object]>([
    ["is not for the next one at the same window", { visitorToken: "eve" }],
    ["is not for somebody who is not logged in", {}],
  ])("%s", async (_, clientData) => {
    const process = startOnCue((slow) => ({ ...bot(slow), visitor: byName }));
    const window = { sessionData: { id: "s1" }, user: { id: "u1" } };
    const ada = visitor(process, { ...window, clientData: { visitorToken: "ada" } });
    await ada.says("What do I earn?");
    await process.end(process.calls.length - 1, SECRET);
    for (const isMarked of [true, false]) {
      const other = visitor(process, { ...window, clientData });
      const copy = ticketsOf(ada).map(({ visitor: mark, ...rest }) => ({
        ...rest,
        ...(isMarked && { visitor: mark }),
      }));
      other.broadcast = structuredClone({ ckLate: copy });
      expect(await askForAll(other)).not.toContain(SECRET);
    }
    expect((await ada.asks("Quick")).text).toContain(SECRET);
  });
});
