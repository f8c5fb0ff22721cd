import { expect, it } from "vitest";
import { compareTranscripts, createEmulator, replay, replayRest, type Transcript } from "../../src/index.js";
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

/** A bot whose answer to any words has these buttons and follow-ups. */
function offering(words: () => { buttons?: readonly unknown[]; followups?: readonly string[] }): Answerer {
  return (request, raw) => {
    if (request.todo === "button")
      return { status: "execution", message: `${request.button_id} ${JSON.stringify(request.data)}` };
    if (request.todo !== "fallback") return leaveServer(request, raw);
    const { buttons = [], followups = [] } = words();
    return {
      status: "handled",
      message: "Here you are.",
      card: buttons.map((button) => ({ type: "button", ...(button as object) })),
      followup: { suggestions: followups.map((message) => ({ message })) },
    };
  };
}

const book = { id: "leave", label: "Book the draft", data: { do: "book" } };
const save = { id: "leave", label: "Save as a draft", data: { do: "save" } };
const next = { id: "leave", label: "Draft the same for next year", data: { do: "next" } };

it.each([
  ["one fewer before it", [book, save, next], [save, next]],
  ["one more before it", [save, next], [book, save, next]],
  ["another order", [book, save, next], [next, save, book]],
  ["data that is another each time", [book, next], [book, { ...next, data: { do: "fresh" } }]],
])("a button is found by what the visitor saw: %s", async (_, before, after) => {
  let buttons: readonly unknown[] = before;
  const emulator = await emulatorOf(offering(() => ({ buttons })));
  const chat = await emulator.openChat();
  const messages = await chat.say("Sing");
  const clicked = messages.at(-1)?.buttons.find(({ label }) => label === next.label);
  await chat.click(clicked!);
  buttons = after;
  const { transcript } = await replayRest(chat, 1, emulator);
  expect(transcript.turns[2]?.messages[0]?.text).toBe(next.label);
  expect(transcript.turns[2]?.messages[1]?.text).toMatch(/next|fresh/);
});

it("of buttons that look the same, the one with the same data is found", async () => {
  const cancel = (of: number): unknown => ({ id: "cancel", label: "Cancel", data: { of } });
  let buttons = [cancel(1), cancel(2), cancel(3)];
  const emulator = await emulatorOf(offering(() => ({ buttons })));
  const chat = await emulator.openChat();
  await chat.click((await chat.say("Sing")).at(-1)!.buttons[1]!);
  buttons = [cancel(2), cancel(3)];
  const { transcript } = await replayRest(chat, 1, emulator);
  expect(transcript.turns[2]?.messages[1]?.text).toBe('cancel {"of":2}');
  buttons = [cancel(1), cancel(3)];
  const gone = await replayRest(chat, 1, emulator);
  expect(gone.transcript.turns).toHaveLength(2);
});

it("a button that is not there any more ends it, and no other one is clicked", async () => {
  let buttons: readonly unknown[] = [book, next];
  const emulator = await emulatorOf(offering(() => ({ buttons })));
  const chat = await emulator.openChat();
  await chat.click((await chat.say("Sing")).at(-1)!.buttons[1]!);
  await chat.say("Sing");
  buttons = [book, save];
  const { differences, transcript } = await replayRest(chat, 1, emulator);
  expect(transcript.turns).toHaveLength(2);
  expect(differences.at(-1)?.message).toBe(
    "turns.2.input: cannot be done any more. The button “Draft the same for next year” is not there. " +
      "Shown now: “Book the draft”, “Save as a draft”.",
  );
});

it("a button that was clicked by its id alone is found by what was seen too", async () => {
  let buttons: readonly unknown[] = [book, next];
  const emulator = await emulatorOf(offering(() => ({ buttons })));
  const chat = await emulator.openChat();
  await chat.say("Sing");
  await chat.click("leave");
  buttons = [next, book];
  const { transcript } = await replayRest(chat, 1, emulator);
  expect(transcript.turns[2]?.messages[0]?.text).toBe(next.label);
});

it("a follow-up is found by its text, or not at all", async () => {
  let followups: readonly string[] = ["Sing", "Dance"];
  const emulator = await emulatorOf(offering(() => ({ followups })));
  const chat = await emulator.openChat();
  await chat.say("Hm");
  await chat.take({ type: "follow", index: 1 });
  followups = ["Dance", "Sing"];
  const moved = await replayRest(chat, 1, emulator);
  expect(moved.transcript.turns[2]?.messages[0]?.text).toBe("Dance");
  followups = ["Sing", "Sleep"];
  const gone = await replayRest(chat, 1, emulator);
  expect(gone.transcript.turns).toHaveLength(2);
  expect(gone.differences.at(-1)?.message).toMatch(/“Dance” is not there. Offered now: “Sing”, “Sleep”/);
});

it("the numbers of buttons are no differences", async () => {
  let buttons: readonly unknown[] = [book, next];
  const emulator = await emulatorOf(offering(() => ({ buttons })));
  const chat = await emulator.openChat();
  await chat.say("Sing");
  buttons = [next];
  const one = await replayRest(chat, 1, emulator);
  expect(one.differences.filter(({ path }) => path.includes("offer"))).toEqual([]);
  expect(one.differences.length).toBeGreaterThan(0);
});
