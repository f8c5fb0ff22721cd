import { expect, it } from "vitest";
import { createEmulator, isKeptChat, keepChat, type EmulatorEvent, type KeptChat } from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";
import { leaveServer, servePlain } from "../support/plain-server.js";

/** A chat in the middle of an action, and the same from a file. */
async function keptInAction(): Promise<{ readonly url: string; readonly kept: KeptChat }> {
  const { url } = await servePlain(leaveServer);
  const chat = await createEmulator({ bot: leaveBot(url) }).openChat({ clientData: { name: "Sam" } });
  await chat.say("book leave");
  await chat.say("sick");
  return { url, kept: JSON.parse(JSON.stringify(keepChat(chat))) as KeptChat };
}

it("a chat goes on in another emulator, with its id, in the middle of an action", async () => {
  const { url, kept } = await keptInAction();
  const emulator = createEmulator({ bot: leaveBot(url) });
  const events: EmulatorEvent[] = [];
  emulator.subscribe((event) => events.push(event));
  const chat = emulator.resume(kept);
  expect(chat.id).toBe(kept.transcript.chatId);
  expect(chat.transcript).toEqual(kept.transcript);
  expect(chat.state).toEqual(kept.states.at(-1));
  const told = events.flatMap((event) => (event.type === "message" ? [event.message] : []));
  expect(told).toEqual(kept.transcript.turns.flatMap(({ messages }) => messages));
  expect(events.filter(({ type }) => type === "exchange")).toHaveLength(
    kept.transcript.turns.flatMap(({ exchanges }) => exchanges).length,
  );
  const [said] = await chat.say("2030-05-06");
  expect(said?.id).toBe(`m${told.length + 1}`);
  expect(chat.state.action?.params["leaveType"]).toBe("sick");
});

it("a closed chat is told, and is not open", async () => {
  const { url } = await servePlain(leaveServer);
  const chat = await createEmulator({ bot: leaveBot(url) }).openChat();
  await chat.close();
  const emulator = createEmulator({ bot: leaveBot(url) });
  emulator.resume(keepChat(chat));
  expect(emulator.chats).toEqual([]);
});

it("what is no kept chat is refused, and so is a chat that is there", async () => {
  const { url, kept } = await keptInAction();
  const emulator = createEmulator({ bot: leaveBot(url) });
  const refused = expect.objectContaining({ code: "ERR_INVALID_OPTION" }) as Error;
  const [first, ...rest] = kept.states;
  for (const wrong of [
    undefined,
    {},
    { ...kept, states: rest },
    { ...kept, states: [{ ...first, phase: "odd" }, ...rest] },
    { ...kept, states: [{ ...first, action: {} }, ...rest] },
    { ...kept, transcript: { ...kept.transcript, turns: [] }, states: [] },
  ]) {
    expect(isKeptChat(wrong)).toBe(false);
    expect(() => emulator.resume(wrong as KeptChat)).toThrow(refused);
  }
  emulator.resume(kept);
  expect(() => emulator.resume(kept)).toThrow(refused);
});
