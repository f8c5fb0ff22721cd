import { describe, expect, it } from "vitest";
import { createEmulator, textOf, type EmulatedBotDefinition, type EmulatorEvent } from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";
import { atTheEnd, contextEnd, converse, everyMessage, now, spoken } from "../support/leave-chat.js";
import { leaveServer, nameOf, servePlain } from "../support/plain-server.js";

const dialects: (EmulatedBotDefinition["dialect"] & object)[] = [
  { action: "object", previousParam: "string" },
  { action: "string", previousParam: "object" },
];

describe.each(dialects)("a server in plain Node, without any package of ours, with %o", (dialect) => {
  it("is called after every message", async () => {
    const server = await servePlain(leaveServer);
    expect(await converse(server.url, { dialect })).toEqual(everyMessage);
    const course = server.requests.map(({ todo, previousParam }) => `${todo} ${nameOf(previousParam)}`.trim());
    const prompts = ["leaveType", "leaveType", "from", "days"].map((name) => `prompt ${name}`);
    expect(course).toEqual(["welcome", "fallback", ...prompts, "execute", "button"]);
    expect(typeof server.requests[2]?.action).toBe(dialect.action);
    expect(typeof server.requests[2]?.previousParam).toBe(dialect.previousParam);
  });

  it("is called at the end of a context, and never for a prompt", async () => {
    const server = await servePlain(leaveServer);
    expect(await converse(server.url, { dialect, ...contextEnd(server.url) })).toEqual(atTheEnd);
    expect(server.requests.map(({ todo }) => todo)).toEqual(["welcome", "fallback", "execute", "button"]);
  });
});

describe("many chats", () => {
  it("go on at once without one exchange in the wrong chat", async () => {
    const server = await servePlain((request) => {
      const who = String(request.clientData?.["who"]);
      const count = Number(request.broadcast?.["count"] ?? 0) + 1;
      const message = `${who} ${count}`;
      const broadcast = { who, count };
      switch (request.todo) {
        case "welcome":
          return { welcome_response: { message }, broadcast };
        case "fallback":
          return { status: "handled", message, broadcast };
        case "prompt":
          return { todo: "prompt", broadcast, cache: { who } };
        default:
          return { status: "execution", message: `${message} ${JSON.stringify(request.params)}`, broadcast };
      }
    });
    const emulator = createEmulator({ bot: leaveBot(server.url), now, limits: { timeoutMs: 60_000 } });
    const events = new Map<string, EmulatorEvent[]>();
    emulator.subscribe((event) => events.set(event.chatId, [...(events.get(event.chatId) ?? []), event]));
    const whos = Array.from({ length: 200 }, (_, index) => `v${index}`);

    const chats = await Promise.all(
      whos.map(async (who, index) => {
        const chat = await emulator.openChat({ clientData: { who } });
        await chat.say(`Sing for ${who}`);
        await chat.say("book leave");
        await chat.say(index % 2 === 0 ? "sick" : "casual leave");
        await chat.say("today");
        await chat.say(`${index + 1} days`);
        return chat;
      }),
    );

    expect(new Set(chats.map(({ id }) => id)).size).toBe(200);
    for (const [index, chat] of chats.entries()) {
      const who = `v${index}`;
      const params = { leaveType: index % 2 === 0 ? "sick" : "casual", from: "2026-05-01", days: index + 1 };
      const { turns } = chat.transcript;
      const messages = turns.flatMap((turn) => turn.messages);
      expect(messages.filter(({ role }) => role === "bot").map(({ text }) => text)).toEqual([
        `${who} 1`,
        `${who} 2`,
        `${who} 6 ${JSON.stringify(params)}`,
      ]);
      const exchanges = turns.flatMap((turn) => turn.exchanges);
      expect(exchanges.map(({ todo }) => todo)).toEqual([
        "welcome",
        "fallback",
        "prompt",
        "prompt",
        "prompt",
        "execute",
      ]);
      for (const exchange of exchanges) {
        expect(JSON.parse(textOf(exchange.request.body))).toMatchObject({ clientData: { who } });
        if (exchange.todo !== "welcome") expect(textOf(exchange.request.body)).toContain(`"broadcast":{"who":"${who}"`);
      }
      const told = events.get(chat.id) ?? [];
      expect(told.flatMap((event) => (event.type === "exchange" ? [event.exchange] : []))).toEqual(exchanges);
      expect(told.flatMap((event) => (event.type === "message" ? [event.message] : []))).toEqual(messages);
    }
    expect(server.requests).toHaveLength(1_200);
  });
});

describe("a chat", () => {
  it("does one thing after the other, also where nobody waits", async () => {
    const server = await servePlain(leaveServer);
    const chat = await createEmulator({ bot: leaveBot(server.url), now }).openChat();
    const turns = [chat.say("book leave"), chat.choose("sick"), chat.say("today"), chat.say("2"), chat.close()];
    expect((await Promise.all(turns)).flatMap(spoken).at(-1)).toContain('"days":2');
    expect(chat.state.phase).toBe("closed");
  });

  it("tells what happens as it happens, in plain data", async () => {
    const server = await servePlain(leaveServer);
    const emulator = createEmulator({ bot: leaveBot(server.url), now });
    const events: EmulatorEvent[] = [];
    const leave = emulator.subscribe((event) => events.push(event));
    const chat = await emulator.openChat();
    await chat.say("Sing");
    await chat.close();
    const types = ["opened", "sending", "exchange", "message", "state"];
    expect(events.map(({ type }) => type)).toEqual([
      ...types,
      "message",
      "sending",
      "exchange",
      "message",
      "state",
      "state",
      "closed",
    ]);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    leave();
    const seen = events.length;
    const other = await emulator.openChat();
    const ownEvents: EmulatorEvent[] = [];
    other.subscribe((event) => ownEvents.push(event));
    await other.say("Sing");
    expect([events.length, ownEvents.length]).toEqual([seen, 5]);
  });

  it("is found by its id until it is closed", async () => {
    const server = await servePlain(leaveServer);
    const emulator = createEmulator({ bot: leaveBot(server.url) });
    const [one, two] = [await emulator.openChat(), await emulator.openChat({ environment: "production" })];
    expect(one.id).toMatch(/^[\da-f-]{36}$/);
    expect([emulator.chat(one.id), emulator.chats]).toEqual([one, [one, two]]);
    await one.close();
    expect([emulator.chat(one.id), emulator.chats]).toEqual([undefined, [two]]);
    await expect(one.say("hello")).rejects.toMatchObject({ code: "ERR_CHAT_CLOSED" });
    expect(server.requests.map(({ environment }) => environment)).toEqual(["development", "production"]);
  });

  it("is left as it was by what a visitor cannot do", async () => {
    const server = await servePlain(leaveServer);
    const chat = await createEmulator({ bot: leaveBot(server.url), now }).openChat();
    await chat.say("book leave");
    const { transcript } = chat;
    await expect(chat.choose("earned")).rejects.toMatchObject({ code: "ERR_NOT_OFFERED" });
    await expect(chat.click("nothing")).rejects.toMatchObject({ code: "ERR_NOT_OFFERED" });
    await expect(chat.say("  ")).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    expect(chat.transcript).toEqual(transcript);
    expect((await chat.choose("sick")).at(-1)?.text).toBe("From which day?");
  });

  it("goes on after a signature that could not be made", async () => {
    const server = await servePlain(leaveServer);
    const bot = leaveBot(server.url, { webhook: { url: server.url, secured: true }, handlers: { welcome: false } });
    let locked = true;
    const sign = () => (locked ? Promise.reject(new Error("locked")) : Promise.resolve("signature"));
    const chat = await createEmulator({ bot, sign }).openChat();
    await expect(chat.say("Sing")).rejects.toThrow("locked");
    locked = false;
    expect((await chat.say("Sing")).at(-1)?.text).toBe("You said: Sing");
  });
});

describe("an emulator is not made of", () => {
  const bot = leaveBot("http://localhost/");
  it.each([
    ["a secured bot without sign", { bot: { ...bot, webhook: { ...bot.webhook, secured: true } } }, /Pass the vault/],
    ["a URL of another scheme", { bot: { ...bot, webhook: { ...bot.webhook, url: "ftp://x/" } } }, /scheme ftp:/],
    ["an invalid limit", { bot, limits: { maxBytes: NaN } }, /limits.maxBytes/],
  ])("%s", (_, options, message) => {
    expect(() => createEmulator(options)).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: expect.stringMatching(message) as unknown,
      }) as Error,
    );
  });

  it("nor a chat of clientData that JSON cannot carry, or another environment", async () => {
    const emulator = createEmulator({ bot });
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    await expect(emulator.openChat({ clientData: circular })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    await expect(emulator.openChat({ environment: "staging" as never })).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
    });
    expect(emulator.chats).toEqual([]);
  });
});
