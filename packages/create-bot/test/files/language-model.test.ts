import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { memoryStore, type Bot } from "@ck/bot";
import { defineEmulatedBot } from "@ck/emulator";
import { converse } from "@ck/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { projectFiles } from "../../src/files/project-files.js";

type Model = (question: string, signal: AbortSignal) => Promise<string>;

describe("the bot of the language-model template", () => {
  const files = projectFiles({ name: "my-bot", template: "language-model", language: "javascript" });
  const folder = mkdtempSync(path.join(fileURLToPath(new URL("../..", import.meta.url)), ".ck-project-"));
  let createAssistant: (model: Model) => Bot;
  beforeAll(async () => {
    for (const name of ["bot.js", "model.js"]) writeFileSync(path.join(folder, name), files.get(name) ?? "");
    const url = pathToFileURL(path.join(folder, "bot.js")).href;
    ({ createAssistant } = (await import(url)) as { createAssistant: typeof createAssistant });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  /** A visitor of a bot whose model takes 12 s, as the console has it. */
  function visit() {
    const asked: string[] = [];
    const model: Model = (question, signal) =>
      new Promise((resolve, reject) => {
        asked.push(question);
        const timer = setTimeout(() => resolve(`About **${question}**`), 12_000);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      });
    const definition = defineEmulatedBot(JSON.parse(files.get("convokraft.json") ?? "") as never);
    return { asked, chat: converse(createAssistant(model), { definition, lateAnswers: { store: memoryStore() } }) };
  }
  /** What a visitor reads, once the model is asked and the deadline has come. */
  async function late({ asked, chat }: ReturnType<typeof visit>, text: string): Promise<string> {
    const before = asked.length;
    const turn = chat.say(text);
    await vi.waitFor(() => expect(asked.length).toBe(before + 1));
    await vi.advanceTimersByTimeAsync(4_500);
    return (await turn).text;
  }
  const passes = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms));

  it("answers in time with a promise, and hands the model's answer over once it is there", async () => {
    const visitor = visit();
    expect((await visitor.chat.open()).text).toMatch(/^Hello/);
    expect(await late(visitor, "leave?")).toMatch(/^I am still thinking/);
    await passes(12_000);
    expect((await visitor.chat.say("Well?")).text).toBe("About *leave?*");
    expect(visitor.asked).toEqual(["leave?"]);
    // And only once.
    expect(await late(visitor, "again?")).toMatch(/^I am still thinking/);
    expect(visitor.chat.errors).toEqual([]);
  });

  it("hands it over when the chat window is opened again", async () => {
    const visitor = visit();
    await late(visitor, "leave?");
    await passes(12_000);
    expect((await visitor.chat.open()).text).toMatch(/^About \*leave\?\*\n\nHello/);
  });

  it("hands over the answers to two questions together, in their order", async () => {
    const visitor = visit();
    await late(visitor, "leave?");
    await passes(4_000);
    await late(visitor, "sick leave?");
    await passes(12_000);
    expect((await visitor.chat.say("Well?")).text).toBe("About *leave?*\n\nAbout *sick leave?*");
    expect(visitor.asked).toEqual(["leave?", "sick leave?"]);
  });
});
