import { expect, it } from "vitest";
import { createEmulator, createMemoryVault } from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";
import { leaveServer, servePlain } from "../support/plain-server.js";

const texts = (messages: readonly { readonly text: string }[]): string[] => messages.map(({ text }) => text);

it("an open chat goes on with another definition, in the middle of an action, at another address", async () => {
  const [before, after] = [await servePlain(leaveServer), await servePlain(leaveServer)];
  const emulator = createEmulator({ bot: leaveBot(before.url) });
  const chat = await emulator.openChat();
  await chat.say("book leave");
  const { actions } = leaveBot(after.url);
  const [leave, ...others] = actions;
  const params = leave?.params.map((param) => (param.name === "from" ? { ...param, prompt: "Since when?" } : param));
  emulator.use(leaveBot(after.url, { name: "other", actions: [{ ...leave!, params: params! }, ...others] }));
  expect(texts(await chat.say("sick"))).toEqual(["sick", "Since when?"]);
  expect(emulator.bot.name).toBe("other");
  expect(emulator.chat(chat.id)).toBe(chat);
  expect(chat.transcript.turns).toHaveLength(3);
  expect(before.requests.map(({ todo }) => todo)).toEqual(["welcome"]);
  expect(after.requests.map(({ todo }) => todo)).toEqual(["prompt"]);
});

it("an action that is gone ends with an answer for the visitor, not with an error", async () => {
  const server = await servePlain(leaveServer);
  const emulator = createEmulator({ bot: leaveBot(server.url) });
  const chat = await emulator.openChat();
  await chat.say("book leave");
  emulator.use(leaveBot(server.url, { actions: [{ namespace: "Song", sentences: ["sing"], answer: "La la." }] }));
  expect((await chat.say("sick")).length).toBeGreaterThan(1);
  const other = await emulator.openChat();
  expect(texts(await other.say("sing"))).toEqual(["sing", "La la."]);
});

it("a definition that cannot be used leaves the old one in place", async () => {
  const server = await servePlain(leaveServer);
  const emulator = createEmulator({ bot: leaveBot(server.url) });
  const secured = leaveBot(server.url, { webhook: server.url });
  expect(() => emulator.use(secured)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  expect(emulator.bot.webhook.secured).toBe(false);
  const vault = createMemoryVault({ keys: { parameters: "published" } });
  await vault.secure();
  const withVault = createEmulator({ bot: leaveBot(server.url), vault });
  withVault.use(secured);
  const chat = await withVault.openChat();
  expect(chat.transcript.turns[0]?.exchanges[0]?.request.signature).toEqual(expect.any(String));
});
