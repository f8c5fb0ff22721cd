/** Hooks, end to end: the emulator plays the visitor and the platform. */
import { createFactory, hook, integer, type Hook } from "@ck/bot";
import { expect, it } from "vitest";
import { converse } from "../src/index.js";

interface Tenant {
  readonly name: string;
  readonly isOpen: boolean;
}

const tenants: Readonly<Record<string, Tenant>> = {
  acme: { name: "Acme", isOpen: true },
  closed: { name: "Closed Ltd", isOpen: false },
};

function setUp(log: string[]) {
  const tenant = hook<{ tenant: Tenant }>(async ({ org }, next) => {
    const found = await Promise.resolve(tenants[String(org["id"])]);
    return found ? next({ tenant: found }) : "Your company does not use this bot yet.";
  });
  const openOnly = hook<object, { tenant: Tenant }>((context, next) =>
    context.tenant.isOpen ? next() : `${context.tenant.name} books no leave at the moment.`,
  );
  const logging: Hook = async ({ request }, next) => {
    const answer = await next();
    log.push(`${request.todo}: ${typeof answer}`);
    return answer;
  };
  const { action, createBot } = createFactory({ use: [logging, tenant] });
  const ApplyLeave = action({
    use: [openOnly],
    params: { days: integer({ min: 1 }) },
    execute: ({ tenant: { name }, params }) => `${params.days.toFixed()} days are booked at ${name}.`,
  });
  return createBot({
    actions: { ApplyLeave },
    welcome: ({ tenant: { name } }) => `Welcome to ${name}.`,
    fallback: () => "I can book leave.",
  });
}

it("a conversation goes through the hooks of the bot and of the action", async () => {
  const log: string[] = [];
  const chat = converse(setUp(log), { org: { id: "acme" } });
  expect((await chat.open()).text).toBe("Welcome to Acme.");
  expect((await chat.say("apply leave")).text).toContain("days");
  expect((await chat.say("3")).text).toContain("3 days are booked at Acme.");
  expect((await chat.say("How are you?")).text).toContain("I can book leave.");
  expect(log).toEqual(["welcome: string", "prompt: undefined", "execute: string", "fallback: string"]);
});

it("a hook of the bot answers in place of every handler, and one of an action in place of its own", async () => {
  const stranger = converse(setUp([]), { org: { id: "nobody" } });
  expect((await stranger.open()).text).toBe("Your company does not use this bot yet.");
  expect((await stranger.execute("ApplyLeave", { params: { days: 3 } })).message).toBe(
    "Your company does not use this bot yet.",
  );
  const closed = converse(setUp([]), { org: { id: "closed" } });
  expect((await closed.open()).text).toBe("Welcome to Closed Ltd.");
  expect((await closed.execute("ApplyLeave", { params: { days: 3 } })).message).toBe(
    "Closed Ltd books no leave at the moment.",
  );
});
