import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createEmulator, defineEmulatedBot, saveTranscript, type ActionDefinition } from "@ck/emulator";
import { expect, it } from "vitest";
import { examineRecordings, findDrift } from "../../src/doctor/examine-drift.js";
import { newFolder } from "../run-ck.js";
import { goodServer, listen } from "../servers.js";

const leave = {
  namespace: "ApplyLeave",
  sentences: ["apply for leave"],
  params: [
    { name: "kind", type: "selection", prompt: "Which kind?", options: ["sick", "casual"] },
    { name: "days", type: "integer", prompt: "How many days?" },
  ],
  buttons: [{ id: "draft", label: "Save as a draft" }],
} satisfies ActionDefinition;

const bot = (actions: readonly ActionDefinition[], handlers = {}): ReturnType<typeof defineEmulatedBot> =>
  defineEmulatedBot({ name: "leave_bot", webhook: { url: "http://127.0.0.1:1/", secured: false }, handlers, actions });

it("two equal bots do not differ, and what the platform answers itself needs no code", () => {
  const hours = { namespace: "Hours", answer: "Nine to five." };
  expect(findDrift(bot([leave, hours]), bot([leave]))).toEqual([]);
});

it("each difference is named", () => {
  const [kind, days] = [leave.params[0]!, leave.params[1]!];
  const code = {
    ...leave,
    sentences: ["book leave"],
    params: [
      { ...kind, options: ["sick"] },
      { ...days, type: "decimal", prompt: "How long?", optional: true },
      { name: "note" },
    ],
    buttons: [],
  } satisfies ActionDefinition;
  expect(findDrift(bot([leave, { namespace: "Old" }]), bot([code, { namespace: "New" }], { welcome: true }))).toEqual([
    "The action Old is in the definition, but not in the code.",
    "The action New is in the code, but not in the definition.",
    "ApplyLeave: the param note is in the code, but not in the definition.",
    'The param kind of ApplyLeave has the options [{"id":"sick","label":"sick"},{"id":"casual","label":"casual"}] in the definition, and [{"id":"sick","label":"sick"}] in the code.',
    "The param days of ApplyLeave has the type integer in the definition, and decimal in the code.",
    'The param days of ApplyLeave has the question "How many days?" in the definition, and "How long?" in the code.',
    "The param days of ApplyLeave is optional in the code only.",
    "ApplyLeave: the button draft is in the definition, but not in the code.",
    'The action ApplyLeave has the sentences ["apply for leave"] in the definition, and ["book leave"] in the code.',
    "The code has a welcome handler, which the definition switches off.",
  ]);
});

it("a saved chat is named if it uses an action that the definition does not have any more", async () => {
  const folder = path.join(newFolder(), "recordings");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "other.json"), "{}");
  const url = await listen(goodServer(false));
  const chat = await createEmulator({ bot: { ...bot([leave]), webhook: { ...bot([]).webhook, url } } }).openChat();
  for (const text of ["apply for leave", "sick", "2"]) await chat.say(text);
  await saveTranscript(path.join(folder, "chat.json"), chat.transcript);
  const notes = async (now: ReturnType<typeof bot>): Promise<string[]> => {
    const messages: string[] = [];
    for await (const { message } of examineRecordings(folder, now)) messages.push(message);
    return messages;
  };
  expect(await notes(bot([leave]))).toEqual([]);
  expect(await notes(bot([]))).toEqual([
    "chat.json uses the action ApplyLeave, which the definition does not have. Record it again.",
  ]);
});
