import { expect, it } from "vitest";
import { compareTranscripts, createEmulator, replay, type Transcript } from "../../src/index.js";
import { isIgnored } from "../../src/recording/difference.js";
import { leaveBot } from "../support/leave-bot.js";
import { leaveServer, servePlain, type Answerer } from "../support/plain-server.js";

const now = (): Date => new Date("2026-05-01T12:00:00Z");

async function emulatorOf(answer: Answerer = leaveServer) {
  const server = await servePlain(answer);
  return createEmulator({ bot: leaveBot(server.url), now });
}

async function record(): Promise<Transcript> {
  const chat = await (await emulatorOf()).openChat({ clientData: { name: "Sam" }, environment: "production" });
  await chat.say("book leave");
  await chat.choose("casual");
  await chat.choose("sick");
  await chat.say("tomorrow");
  await chat.say("3");
  await chat.click("draft");
  await chat.say("Sing", { fault: "duplicated" });
  await chat.close();
  return JSON.parse(JSON.stringify(chat.transcript)) as Transcript;
}

it("a conversation that goes as it did has no differences", async () => {
  const recorded = await record();
  const emulator = await emulatorOf();
  const { differences, transcript } = await replay(recorded, emulator);
  expect(differences).toEqual([]);
  expect(transcript.turns.map(({ input }) => input)).toEqual(recorded.turns.map(({ input }) => input));
  expect(emulator.chats).toEqual([]);
});

it("what goes differently is said, with its place, but for what is ignored", async () => {
  const recorded = await record();
  const changed: Answerer = (request, raw) => {
    const answer = leaveServer(request, raw) as Record<string, unknown>;
    return request.todo === "execute" ? { ...answer, message: "Booked!", extra: 1 } : answer;
  };
  const { differences } = await replay(recorded, await emulatorOf(changed));
  const was = '"Booked {\\"leaveType\\":\\"sick\\",\\"from\\":\\"2026-05-02\\",\\"days\\":3}"';
  expect(differences.map(({ message: words }) => words)).toEqual([
    `turns.5.messages.1.text: was ${was}, is "Booked!"`,
    `turns.5.exchanges.1.response.body.message: was ${was}, is "Booked!"`,
    "turns.5.exchanges.1.response.body.extra: is new: 1",
  ]);
  const ignore = ["messages.*.text", "body.message", "turns.5.exchanges.1.response.body.extra"];
  expect((await replay(recorded, await emulatorOf(changed), { ignore })).differences).toEqual([]);
});

it("what a visitor cannot do any more ends it, and is a difference", async () => {
  const recorded = await record();
  const { differences, transcript } = await replay(
    recorded,
    await emulatorOf((request, raw) => (request.todo === "prompt" ? { todo: "prompt" } : leaveServer(request, raw))),
  );
  expect(transcript.turns).toHaveLength(3);
  expect(differences.at(-1)).toMatchObject({
    path: "turns.3.input",
    message: expect.stringMatching(/cannot be done any more/) as unknown,
  });
});

it("a shorter conversation differs from a longer one", async () => {
  const recorded = await record();
  const shorter = { ...recorded, turns: recorded.turns.slice(0, -1) };
  expect(compareTranscripts(recorded, shorter)).toMatchObject([{ path: "turns.8", is: undefined }]);
  expect(compareTranscripts(recorded, shorter, { ignore: ["turns.8"] })).toEqual([]);
});

it("a pattern holds where its segments stand side by side", () => {
  const path = "turns.2.exchanges.0.request.params.from";
  const holds = ["turns", "params.from", "turns.2", "exchanges.*.request", "request.*.from", path];
  const not = ["request.from", "param", "turns.3", "from.*", "", "params.from.x"];
  expect(holds.filter((pattern) => !isIgnored(path, [pattern]))).toEqual([]);
  expect(not.filter((pattern) => isIgnored(path, [pattern]))).toEqual([]);
});
