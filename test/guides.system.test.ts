import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./published.js";
import { codeOf, layOut, LISTENING, removeFolders, stop, type App } from "./readme-apps.js";

/** What an agent reads, and nothing else. */
const skill: App = { readme: "skills/convokraft-webhook/SKILL.md", from: "packages/create-bot" };

it("the skill has a name and a description for whoever looks for it", () => {
  expect(codeOf(skill).text).toMatch(/^---\nname: convokraft-webhook\ndescription: .{50,1024}\n---\n/);
});

afterAll(removeFolders);

describe.each([skill, { ...skill, readme: "docs/start.md" }])("$readme is enough to build a bot", (app) => {
  const { text, files } = codeOf(app);
  let folder: string;
  beforeAll(async () => {
    const laid = await layOut(app);
    folder = laid.folder;
    const definition = /^```json\n(.*?)^```$/ms.exec(text)?.[1] ?? "";
    writeFileSync(path.join(folder, "convokraft.json"), definition.replaceAll("3000", String(laid.port)));
  });

  async function run(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    return stdout;
  }
  const ck = (...args: readonly string[]): Promise<string> => run(path.join(root, "packages/cli/dist/ck.js"), ...args);

  if (files.has("bot.test.ts"))
    it("whose tests pass", async () => {
      expect(await run("--test", "bot.test.js")).toMatch(/^# fail 0$/m);
    });

  it("in which ck check finds nothing", async () => {
    await ck("init");
    const publicKey = (await ck("key", "show")).trim();
    const server = spawn(process.execPath, ["--import", LISTENING, path.join(folder, "server.js")], {
      env: { ...process.env, CK_PUBLIC_KEY: publicKey, NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    try {
      await once(server, "message");
      const report = JSON.parse(await ck("check", "--json")) as { counts: Record<string, number> };
      expect(report.counts).toMatchObject({ failed: 0, skipped: 0 });
    } finally {
      await stop(server);
    }
  });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!hasPython)("the Python of the documentation compiles", () => {
  const blocks = ["docs/other-languages.md", skill.readme].flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(/^```python\n(.*?)^```$/gms)].map(
      ([, code = ""], index) => ({ name: `${file}, block ${index + 1}`, code }),
    ),
  );

  it.each(blocks)("$name", async ({ name, code }) => {
    const program = "import sys; compile(sys.argv[1], sys.argv[2], 'exec')";
    await promisify(execFile)("python3", ["-c", program, code, name]);
  });
});
