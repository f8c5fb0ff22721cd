import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkDefinition } from "@ck/emulator";
import { expect, it } from "vitest";
import { runProcess, useProgram } from "./ck-process.js";
import { bot, newAuthor } from "./dev/start-dev.js";

const program = useProgram();

it("ck init describes the bot that is there, with a schema that exists and a next step that can be typed", async () => {
  const author = await newAuthor({ "bot.ts": bot("v0") });
  const { code, stdout, stderr } = await runProcess(program(), ["init"], { cwd: author.cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("npx ck dev bot.ts");
  const text = readFileSync(path.join(author.cwd, "convokraft.json"), "utf8");
  expect(checkDefinition(text)).toMatchObject({
    problems: [],
    bot: { name: "leave_bot", actions: [{ namespace: "ApplyLeave", params: [{ prompt: "How many days?" }] }] },
  });
  const { $schema } = JSON.parse(text) as { readonly $schema: string };
  expect(existsSync(path.join(author.cwd, $schema))).toBe(true);

  const same = await runProcess(program(), ["doctor", "--bot", "bot.ts"], { cwd: author.cwd });
  expect(same.stdout).toContain("bot.ts and the definition describe the same bot.");
  author.write("bot.ts", bot("v1").replace("How many days?", "For how long?"));
  const drifted = await runProcess(program(), ["doctor", "--bot", "bot.ts"], { cwd: author.cwd });
  expect(drifted.stdout).toContain(
    'has the question "How many days?" in the definition, and "For how long?" in the code.',
  );
  const steps = await runProcess(program(), ["console", "bot.ts"], { cwd: author.cwd });
  expect(steps.stdout).toContain("days, integer: For how long?");
});

it("ck init says why a file has no bot, and writes no definition", async () => {
  const author = await newAuthor({ "broken.js": "const bot = ;", "none.js": "console.log('Hi');" });
  for (const [file, message] of [
    ["broken.js", "SyntaxError"],
    ["none.js", "exports no bot and starts no server"],
    ["missing.js", "There is no file missing.js."],
  ] as const) {
    const { code, stderr } = await runProcess(program(), ["init", file], { cwd: author.cwd });
    expect({ file, code, stderr }).toEqual({ file, code: 3, stderr: expect.stringContaining(message) as unknown });
  }
  expect(existsSync(path.join(author.cwd, "convokraft.json"))).toBe(false);
});
