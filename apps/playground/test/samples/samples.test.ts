import { readdirSync } from "node:fs";
import { createBot, defineConsole, type Bot } from "@ck/bot";
import { defineEmulatedBot } from "@ck/emulator/core";
import { describe, expect, it } from "vitest";

const folder = new URL("../../src/samples/", import.meta.url);

describe.each(readdirSync(folder))("the sample %s", (file) => {
  it("is a bot that the console accepts without a warning", async () => {
    const { bot } = (await import(new URL(file, folder).href)) as { bot: Bot };
    const warnings: string[] = [];
    defineEmulatedBot(defineConsole(bot), { onWarning: ({ message }) => warnings.push(message) });
    expect(warnings).toEqual([]);
    expect(Object.keys(bot)).toEqual(expect.arrayContaining(Object.keys(createBot({ actions: {} }))));
  });
});
