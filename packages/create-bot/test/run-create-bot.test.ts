import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { runCreateBot } from "../src/run-create-bot.js";

const temporary = mkdtempSync(path.join(tmpdir(), "ck-create-"));
afterAll(() => rmSync(temporary, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly cwd: string;
}

const SILENT = ["--no-install"];

/** Runs the command in an empty folder. With `keys`, at a terminal at which somebody presses them. */
async function run(
  args: readonly string[],
  { keys, env = {} }: { keys?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Ran> {
  const cwd = mkdtempSync(path.join(temporary, "run-"));
  const isTTY = keys !== undefined;
  const newStream = () => Object.assign(new PassThrough(), { isTTY, columns: 80, setRawMode: () => undefined });
  const [stdin, stdout, stderr] = [newStream(), newStream(), newStream()];
  const printed = { stdout: "", stderr: "" };
  const left = [...(keys ?? [])];
  stdout.setEncoding("utf8").on("data", (text: string) => {
    printed.stdout += text;
    // A question is there once the cursor is hidden.
    for (let shown = text.split("\u001b[?25l").length - 1; shown > 0; shown--) {
      const key = left.shift();
      if (key !== undefined) setImmediate(() => stdin.write(key));
    }
  });
  stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
  const code = await runCreateBot(args, { stdin, stdout, stderr, env, cwd });
  return { code, cwd, ...printed };
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
}

describe("without a terminal", () => {
  it("--yes takes the defaults, and says how to go on", async () => {
    const { code, stdout, cwd } = await run(["my-bot", "--yes", ...SILENT]);
    expect(code).toBe(0);
    expect(filesIn(path.join(cwd, "my-bot"))).toEqual(
      expect.arrayContaining(["bot.ts", "server.ts", "bot.test.ts", ".env"]),
    );
    for (const line of ["cd my-bot", "npm install", "npm run dev"]) expect(stdout).toContain(`  ${line}\n`);
    expect(stdout).toContain("npm create @ck/bot@latest my-bot -- --adapter express --template hello");
  });

  it("takes every answer from its flag", async () => {
    const flags = "--adapter koa --template leave --language javascript --package-manager pnpm --no-tests --docker";
    const { code, stderr, cwd } = await run(["bots/my-bot", ...flags.split(" "), ...SILENT]);
    expect([code, stderr]).toEqual([0, ""]);
    const folder = path.join(cwd, "bots/my-bot");
    expect(filesIn(folder)).toEqual(expect.arrayContaining(["bot.js", "Dockerfile"]));
    expect(filesIn(folder)).not.toContain("bot.test.js");
    expect(readFileSync(path.join(folder, "server.js"), "utf8")).toContain("@ck/koa");
    expect(JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"))).toMatchObject({ name: "my-bot" });
  });

  it("names what is missing, and asks nothing", async () => {
    const { code, stderr, cwd } = await run(["my-bot", "--adapter", "koa", "--language", "javascript"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "There is no terminal to ask at. Add --template, --package-manager, --tests or --no-tests, --docker or --no-docker; or --yes, which takes the defaults.\n",
    );
    expect(filesIn(cwd)).toEqual([]);
  });

  it("takes the package manager that runs it", async () => {
    const env = { npm_config_user_agent: "pnpm/12.21.0 npm/? node/v20.20.2 linux x64" };
    const { stdout } = await run(["my-bot", "--yes", ...SILENT], { env });
    expect(stdout).toContain("  pnpm install\n");
  });
});

describe("refuses, and writes nothing:", () => {
  it.each([
    [["my-bot", "--adaptr", "koa"], "Unknown option '--adaptr'. Did you mean --adapter?"],
    [["my-bot", "--adapter", "expres"], "There is no adapter `expres`. Did you mean `express`?"],
    [["my-bot", "--adapter"], "Option '--adapter <adapter>' argument missing"],
    [["my-bot", "--adapter", "lambda", "--docker", "--yes"], "A Dockerfile needs an adapter with a server"],
    [["My Bot", "--yes"], "Try `my-bot`."],
    [["one", "two", "--yes"], "Too many arguments. Expected 1 argument but got 2."],
  ])("%j", async (args, message) => {
    const { code, stderr, cwd } = await run(args);
    expect([code, filesIn(cwd)]).toEqual([2, []]);
    expect(stderr).toContain(message);
    expect(stderr.endsWith("\n")).toBe(true);
  });
});

it("refuses a folder that is not empty before it asks", async () => {
  const folder = path.join(temporary, "full");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "notes.txt"), "mine");
  const { code, stderr, stdout } = await run([folder], { keys: [] });
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toContain("is not empty: it has notes.txt");
});

it.each([
  ["--help", "Usage: create-bot [options] [folder]"],
  ["--version", "0."],
])("%s prints and ends", async (flag, text) => {
  const { code, stdout, cwd } = await run([flag]);
  expect([code, filesIn(cwd)]).toEqual([0, []]);
  expect(stdout).toContain(text);
});

describe("at a terminal", () => {
  const [enter, down, ctrlC] = ["\r", "\u001b[B", "\u0003"];

  it("asks for everything", async () => {
    // A name, then Koa, the leave bot, JavaScript, npm, no tests, no Dockerfile.
    const { code, stdout, cwd } = await run(SILENT, {
      keys: [`bob${enter}`, `${down}${enter}`, `${down}${enter}`, `${down}${enter}`, enter, `n`, `n`],
    });
    expect(code).toBe(0);
    expect(stdout).toContain(
      "bob -- --adapter koa --template leave --language javascript --package-manager npm --no-tests --no-docker",
    );
    expect(filesIn(path.join(cwd, "bob"))).toContain("server.js");
  });

  it("asks only for what no flag says", async () => {
    const flags = "--adapter lambda --template hello --package-manager npm --tests";
    const { code, stdout } = await run(["my-bot", ...flags.split(" "), ...SILENT], { keys: [enter] });
    expect(code).toBe(0);
    expect(stdout).toContain("--language typescript");
    expect(stdout).not.toContain("Dockerfile?");
  });

  it("Ctrl+C writes nothing", async () => {
    const { code, stderr, cwd } = await run(SILENT, { keys: [enter, ctrlC] });
    expect([code, stderr, filesIn(cwd)]).toEqual([130, "Cancelled. Nothing was written.\n", []]);
  });
});

it("says that the project is complete if its packages cannot be installed", async () => {
  const { code, stdout, stderr } = await run(["my-bot", "--yes"], { env: { PATH: "" } });
  expect(code).toBe(1);
  expect(stderr).toContain("npm is not installed.\n`npm install` failed. The project is complete: repeat it there.\n");
  expect(stdout).toContain("  npm install\n");
});
