import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { useProgram } from "../ck-process.js";
import { bot, newAuthor, pageApi, startDev } from "./start-dev.js";

const program = useProgram();

/** How often the bot is edited; CK_DEV_EDITS sets it for a long run. */
const EDITS = Number(process.env["CK_DEV_EDITS"] ?? 24);

/** A port that is taken until the test is over. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe("ck dev", () => {
  it(`keeps one chat over ${EDITS} edits, and each takes effect`, async () => {
    const author = await newAuthor({ "bot.js": bot("v0") });
    const dev = startDev(program(), author, ["bot.js"]);
    const page = pageApi(await dev.url());
    const chat = await page.openChat();
    const said = ["Welcome v0"];
    for (let edit = 1; edit <= EDITS; edit++) {
      author.write("bot.js", bot(`v${edit}`));
      await dev.server("running");
      said.push("Hi", `v${edit}: Hi`);
      expect(await page.say(chat, "Hi")).toEqual(said);
    }
    expect((await page.snapshot()).exchanges).toHaveLength(EDITS + 1);
    expect(await dev.stop()).toBe(0);
  });

  it("runs TypeScript, describes the bot by its code, and a new action can be used in the open chat", async () => {
    const author = await newAuthor({ "bot.ts": bot("v0") });
    const dev = startDev(program(), author, ["bot.ts"]);
    const page = pageApi(await dev.url());
    const chat = await page.openChat();
    expect(await page.say(chat, "apply for leave")).toEqual(["Welcome v0", "apply for leave", "How many days?"]);
    author.write("bot.ts", bot("v1", 'Sing: action({ sentences: ["sing a song"], execute: (): string => "La la." }),'));
    await dev.server("running");
    expect((await page.say(chat, "2")).at(-1)).toBe("v1: 2 days.");
    expect((await page.say(chat, "sing a song")).at(-1)).toBe("La la.");
    expect((await page.snapshot()).bot.actions.map(({ namespace }) => namespace)).toEqual(["ApplyLeave", "Sing"]);
    await dev.stop();
  });
});

void [rmSync, path, takenPort];
