import { expect, it } from "vitest";
import { createEmulator, replayRest, type Chat, type Emulator, type EmulatorEvent } from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";
import { leaveServer, servePlain, type Answerer } from "../support/plain-server.js";

const now = (): Date => new Date("2026-05-01T12:00:00Z");

async function start(
  answer: Answerer = leaveServer,
): Promise<{ emulator: Emulator; chat: Chat; requests: () => number }> {
  const server = await servePlain(answer);
  const emulator = createEmulator({ bot: leaveBot(server.url), now });
  const chat = await emulator.openChat({ clientData: { name: "Sam" } });
  await chat.say("book leave");
  await chat.choose("casual");
  await chat.choose("sick");
  await chat.say("tomorrow");
  return { emulator, chat, requests: () => server.bodies.length };
}

const textsOf = ({ transcript }: Chat): string[] =>
  transcript.turns.flatMap(({ messages }) => messages.map(({ text }) => text));

it("a chat can be gone back to any turn, and on from there in another way", async () => {
  const { emulator, chat, requests } = await start();
  const before = requests();
  const events: EmulatorEvent[] = [];
  emulator.subscribe((event) => events.push(event));
  const back = emulator.stepBack(chat, 2);
  expect(requests(), "nothing is sent").toBe(before);
  expect(textsOf(back)).toEqual(textsOf(chat).slice(0, textsOf(back).length));
  expect(back.state).toEqual(chat.stateAfter(2));
  expect(back.state).toMatchObject({ phase: "asking", action: { namespace: chat.state.action?.namespace } });
  expect(events.map(({ type }) => type)).toEqual(["opened", ...textsOf(back).map(() => "message"), "state"]);

  await back.choose("sick");
  const ids = back.transcript.turns.flatMap(({ messages }) => messages.map(({ id }) => id));
  expect(new Set(ids).size, "ids stay unique").toBe(ids.length);
  expect(back.state.action?.params).toMatchObject({ leaveType: "sick" });
  expect(chat.transcript.turns, "the other chat stays as it is").toHaveLength(5);
});

it("a closed chat can be gone back to", async () => {
  const { emulator, chat } = await start();
  await chat.close();
  const back = emulator.stepBack(chat, 3);
  expect(back.state.phase).toBe("asking");
  await back.choose("sick");
  expect(emulator.chats).toEqual([back]);
});

it("there is no turn before the first or after the last", async () => {
  const { emulator, chat } = await start();
  for (const turns of [0, -1, 6, 1.5, Number.NaN])
    expect(() => emulator.stepBack(chat, turns)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
});

it("the rest can be done again, and what is different is named", async () => {
  let word = "before";
  const { emulator, chat } = await start((request, raw) => {
    const answer = leaveServer(request, raw) as Record<string, unknown>;
    return request.todo === "prompt" ? { ...answer, word } : answer;
  });
  const same = await replayRest(chat, 2, emulator);
  expect(same.differences).toEqual([]);
  expect(same.chat.state.phase).toBe(chat.state.phase);
  word = "after";
  const { differences, chat: again } = await replayRest(chat, 2, emulator);
  expect(differences).not.toEqual([]);
  expect(textsOf(again)).toHaveLength(textsOf(chat).length);
  for (const { path } of differences) expect(Number(path.split(".")[1])).toBeGreaterThanOrEqual(2);
});
