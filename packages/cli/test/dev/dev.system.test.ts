import { once } from "node:events";
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { toJson } from "@ck/emulator";
import { describe, expect, it, onTestFinished } from "vitest";
import { runProcess, useProgram } from "../ck-process.js";
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

/** A server of the author's own, at a port of its own. */
const server = (port: string, more = ""): string => `import { createServer } from "node:http";
import { webhook } from "@ck/node";
import bot from "./bot.js";
${more}
createServer(webhook(bot, { publicKey: process.env.CK_PUBLIC_KEY })).listen(${port});
`;

describe("ck dev", () => {
  it(
    `keeps one chat over ${EDITS} edits, and each takes effect`,
    async () => {
      const author = await newAuthor({ "bot.js": bot("v0") });
      const dev = startDev(program(), author, ["bot.js"]);
      const page = pageApi(await dev.url());
      const chat = await page.openChat();
      const said = ["Welcome v0"];
      for (let edit = 1; edit <= EDITS; edit++) {
        const name = `leave_v${edit}`;
        author.write("bot.js", bot(`v${edit}`).replace("leave_bot", name));
        await dev.until((event) => event.event === "definition" && event["name"] === name);
        await dev.server("running");
        said.push("Hi", `v${edit}: Hi`);
        expect(await page.say(chat, "Hi")).toEqual(said);
      }
      expect((await page.snapshot()).exchanges).toHaveLength(EDITS + 1);
      expect(await dev.stop()).toBe(0);
    },
    60_000 + EDITS * 5000,
  );

  it("plays the site that vouches for its visitors, also after a restart", async () => {
    const locked = `Mine: action({ sentences: ["mine"], visitor: "required", execute: ({ visitor }) => "For " + visitor.id }),`;
    const source = bot("v0", locked)
      .replace("export default", 'import { verified } from "@ck/visitor";\nexport default')
      .replace("actions:", "visitor: verified({ keys: process.env.CK_VISITOR_PUBLIC_KEY }),\n  actions:");
    const author = await newAuthor({ "bot.js": source });
    const dev = startDev(program(), author, ["bot.js"]);
    const page = pageApi(await dev.url());
    const [asha, nobody] = [await page.openChat({ id: "u-17" }), await page.openChat()];
    expect((await page.say(asha, "mine")).at(-1)).toBe("For u-17");
    expect((await page.say(nobody, "mine")).at(-1)).toBe("Please sign in first, and then try again.");
    expect(await dev.stop()).toBe(0);
    const again = startDev(program(), author, ["bot.js"]);
    const later = pageApi(await again.url());
    expect((await later.say(asha, "mine")).at(-1)).toBe("For u-17");
    expect(await again.stop()).toBe(0);
  }, 120_000);

  it("runs TypeScript, and a new action can be used in the open chat", async () => {
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

  it("keeps the chat over a syntax error, a crash, a file that is gone, and a definition that is broken or deleted", async () => {
    const author = await newAuthor({ "bot.js": bot("v0") });
    const dev = startDev(program(), author, ["bot.js"]);
    const page = pageApi(await dev.url());
    const chat = await page.openChat();
    const goesOn = async (mark: string): Promise<void> => {
      expect((await page.say(chat, "Hi")).at(-1)).toBe(`${mark}: Hi`);
    };

    author.write("bot.js", "export default createBot({");
    await dev.server("failed", "bot.js cannot be loaded: SyntaxError");
    const { server: shown, bot: kept } = await page.snapshot();
    expect(shown).toMatchObject({ state: "failed", message: expect.stringContaining("next change") as unknown });
    expect(kept.name).toBe("leave_bot");
    author.write("bot.js", bot("v1"));
    await dev.server("running");
    await goesOn("v1");

    author.write("bot.js", bot("v2", 'Crash: action({ sentences: ["crash"], execute: () => process.exit(7) }),'));
    await dev.server("running");
    await page.say(chat, "crash");
    await dev.server("failed", "exit code 7");
    author.write("bot.js", bot("v3"));
    await dev.server("running");
    await goesOn("v3");

    rmSync(path.join(author.cwd, "bot.js"));
    await dev.server("failed", "There is no file bot.js");
    author.write("bot.js", bot("v4"));
    await dev.server("running");
    await goesOn("v4");

    const definition = toJson({ name: "from_file", webhook: "http://localhost:1/hook", handlers: { fallback: true } });
    author.write("convokraft.json", definition);
    expect(await dev.until(({ event }) => event === "definition")).toMatchObject({ from: "file", name: "from_file" });
    await goesOn("v4");
    author.write("convokraft.json", definition.replace('"name"', '"nam"'));
    await dev.server("failed", "convokraft.json:");
    expect((await page.snapshot()).server?.message).toContain('Did you mean "name"?');
    await goesOn("v4");
    rmSync(path.join(author.cwd, "convokraft.json"));
    expect(await dev.until(({ event }) => event === "definition")).toMatchObject({ from: "code", name: "leave_bot" });
    await goesOn("v4");
    expect((await page.snapshot()).chats.map(({ id }) => id)).toEqual([chat]);
    await dev.stop();
  });

  it("does the last conversation again when r is pressed, and sets old and new answers side by side", async () => {
    const author = await newAuthor({ "bot.js": bot("v0") });
    const dev = startDev(program(), author, ["bot.js"]);
    const page = pageApi(await dev.url());
    const chat = await page.openChat();
    await page.say(chat, "apply for leave");
    await page.say(chat, "2");
    author.write("bot.js", bot("v1"));
    await dev.server("running");
    dev.press("r");
    expect(await dev.until(({ event }) => event === "replayed")).toEqual({
      event: "replayed",
      turns: [
        { visitor: "", before: ["Welcome v0"], after: ["Welcome v1"] },
        { visitor: "apply for leave", before: ["How many days?"], after: ["How many days?"] },
        { visitor: "2", before: ["v0: 2 days."], after: ["v1: 2 days."] },
      ],
      changed: 2,
    });
    expect((await page.say(chat, "Hi")).at(-1)).toBe("v1: Hi");
    await dev.stop();
  });

  it("goes on at the same address, with the chat in the middle of an action, when it is started again", async () => {
    const author = await newAuthor({ "bot.js": bot("v0") });
    const first = startDev(program(), author, ["bot.js"]);
    const address = await first.url();
    const before = pageApi(address);
    const chat = await before.openChat();
    await before.say(chat, "apply for leave");
    const { chats, exchanges } = await before.snapshot();
    await first.stop();
    for (const file of ["dev.json", "dev-chats.json"])
      expect(statSync(path.join(author.cwd, ".ck", file)).mode & 0o777).toBe(0o600);

    const second = startDev(program(), author, ["bot.js"]);
    expect((await second.url()).href).toBe(address.href);
    const after = pageApi(address);
    const now = await after.snapshot();
    expect(now.chats).toEqual(chats);
    expect(now.exchanges.map(({ id }) => id)).toEqual(exchanges.map(({ id }) => id));
    expect((await after.say(chat, "3")).at(-1)).toBe("v0: 3 days.");
    await second.stop("SIGTERM");
  });

  it("takes the next port where it may choose one, and says which is taken where it may not", async () => {
    const taken = await takenPort();
    const author = await newAuthor({ "bot.js": bot("v0"), "server.js": server(String(taken)) });
    const env = { PORT: String(taken) };
    const served = startDev(program(), author, ["bot.js"], env);
    expect((await served.server("running"))["message"]).not.toContain(`:${taken}.`);
    await served.stop();

    const dev = startDev(program(), author, ["server.js"], env);
    await dev.server("failed", `Port ${taken} is taken.`);
    const page = pageApi(await dev.url());
    const chat = await page.openChat();
    author.write("server.js", server("0"));
    await dev.server("running");
    expect((await page.say(chat, "Hi")).at(-1)).toBe("v0: Hi");
    await dev.stop();

    const { code, stderr } = await runProcess(program(), ["dev", "bot.js", "--no-open", "--port", String(taken)], {
      cwd: author.cwd,
    });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(`Port ${taken} is in use by another program.`) as unknown,
    });
  });

  it("says what is wrong with a file that is missing, exports nothing, never listens, or describes its bot wrongly", async () => {
    const author = await newAuthor({
      "nothing.js": "export const answer = 42;",
      "waits.js": "setInterval(() => {}, 1000);",
      "wrong.js": bot("v0").replace("days: integer", "Days: integer"),
      ".env": "GREETING=from the file",
      "env.js": bot("v0").replace('"Welcome v0"', "process.env.GREETING"),
    });
    const missing = await runProcess(program(), ["dev", "bto.js", "--no-open"], { cwd: author.cwd });
    expect({ code: missing.code, stderr: missing.stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining("There is no file bto.js.") as unknown,
    });
    const started = [
      { dev: startDev(program(), author, ["nothing.js"]), message: "exports no bot and starts no server" },
      {
        dev: startDev(program(), author, ["waits.js", "--wait", "1"]),
        message: "has not started to listen within 1 s",
      },
      { dev: startDev(program(), author, ["wrong.js"]), message: "lower-case letter first" },
    ];
    for (const { dev, message } of started) {
      await dev.server("failed", message);
      await dev.stop("SIGTERM");
    }
    const dev = startDev(program(), author, ["env.js"]);
    const page = pageApi(await dev.url());
    await page.openChat();
    expect((await page.snapshot()).chats.at(-1)?.messages[0]?.text).toBe("from the file");
    await dev.stop();
  });

  it("plays several bots at one URL: each has a page and a key of its own, and ck send speaks to the one that is named", async () => {
    const bots = `import { action, createBot } from "@ck/bot";
const say = (text) => createBot({
  actions: { Hello: action({ sentences: ["hello"], execute: () => text }) },
  welcome: () => "Welcome to " + text,
});
export const bots = { leave: say("leave"), "help-desk": say("the desk") };`;
    const ownServer = `import { createServer } from "node:http";
import { webhook } from "@ck/node";
import { bots } from "./bots.js";
const { CK_PUBLIC_KEY_LEAVE: leave, CK_PUBLIC_KEY_HELP_DESK: desk } = process.env;
createServer(webhook(bots, { publicKey: { leave, "help-desk": desk } })).listen(process.env.PORT);`;
    const author = await newAuthor({ "bots.js": bots, "server.js": ownServer });
    await author.makeKey("leave");
    await author.makeKey("helpdesk");
    const ck = (...args: readonly string[]) => runProcess(program(), args, { cwd: author.cwd });
    for (const file of ["server.js", "bots.js"]) {
      const dev = startDev(program(), author, [file]);
      for (const [name, text] of [
        ["leave", "leave"],
        ["help-desk", "the desk"],
      ] as const) {
        const { bot: shown, url } = await dev.until(({ event }) => event === "page");
        expect(shown).toBe(name);
        const page = pageApi(new URL(String(url)));
        const chat = await page.openChat();
        expect(await page.say(chat, "hello")).toEqual([`Welcome to ${text}`, "hello", text]);
        expect((await page.snapshot()).bot.name).toBe(name);
        const triggered = await ck("trigger", "welcome", "--bot", name.toUpperCase(), "--json");
        expect({ code: triggered.code, stdout: triggered.stdout }).toEqual({
          code: 0,
          stdout: expect.stringContaining(`Welcome to ${text}`) as unknown,
        });
      }
      expect(await ck("trigger", "welcome")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("Name one: --bot help-desk, --bot leave.") as unknown,
      });
      const send = (name: string) =>
        runProcess(program(), ["send", "-", "--bot", name, "--save", ".ck/sent.json"], {
          cwd: author.cwd,
          stdin: '{"todo":"welcome","bot":"leave"}',
        });
      expect((await send("leave")).stdout).toContain("Welcome to leave");
      expect((await send("help-desk")).stdout).toContain("401");
      const explained = await ck("explain", ".ck/sent.json", "--json");
      expect(JSON.parse(explained.stdout)).toMatchObject({ verdict: "valid", refused: { reason: "wrong-bot" } });
      expect(await dev.stop()).toBe(0);
    }
    const one = startDev(program(), author, ["bots.js", "--bot", "help_desk"]);
    expect((await one.until(({ event }) => event === "page"))["bot"]).toBe("help-desk");
    await one.stop();
    const none = await ck("dev", "bots.js", "--bot", "payroll", "--no-open");
    expect({ code: none.code, stderr: none.stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("There is no such bot. Name one of these: leave, help-desk.") as unknown,
    });
  }, 120_000);

  it("opens a page for each bot when a change makes one bot several, and goes back to the first page when it is one again", async () => {
    const several = bot("v1").replace("export default createBot", "const leave = createBot");
    const author = await newAuthor({ "bot.js": bot("v0") });
    await author.makeKey("leave");
    await author.makeKey("other");
    const dev = startDev(program(), author, ["bot.js"]);
    const alone = pageApi(await dev.url());
    const chat = await alone.openChat();
    author.write(
      "bot.js",
      `${several}export default { leave, other: createBot({ actions: {}, welcome: () => "Other" }) };`,
    );
    const pages = [await dev.until(({ event }) => event === "page"), await dev.until(({ event }) => event === "page")];
    expect(pages.map((page) => page["bot"])).toEqual(["leave", "other"]);
    await dev.server("running");
    const leave = pageApi(new URL(String(pages[0]?.["url"])));
    expect(await leave.say(await leave.openChat(), "Hi")).toEqual(["Welcome v1", "Hi", "v1: Hi"]);
    expect((await alone.snapshot()).server?.message).toContain("The code mounts other bots now.");
    author.write("bot.js", bot("v2"));
    await dev.server("running");
    expect((await alone.say(chat, "Hi")).at(-1)).toBe("v2: Hi");
    expect((await leave.snapshot()).server?.message).toContain("The code mounts one bot now.");
    await dev.stop();
  });

  it("writes through no symbolic link", async () => {
    const author = await newAuthor({ "bot.js": bot("v0") });
    const target = path.join(author.cwd, "target.txt");
    writeFileSync(target, "mine");
    mkdirSync(path.join(author.cwd, ".ck"), { recursive: true });
    symlinkSync(target, path.join(author.cwd, ".ck", "dev.json"));
    const { code, stderr } = await runProcess(program(), ["dev", "bot.js", "--no-open"], { cwd: author.cwd });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("is a symbolic link") as unknown });
  });
});
