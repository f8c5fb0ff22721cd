import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { parseResponse } from "@ck/protocol";
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

  it("and its bot gives answers that the platform accepts", async () => {
    const bot = blocks.find(({ code }) => code.startsWith("# convokraft_bot.py\n"))?.code ?? "";
    const action = { namespace: "ApplyLeave" };
    const requests = [
      { todo: "welcome" },
      { todo: "fallback", userInput: "hello" },
      { todo: "failure" },
      { todo: "prompt", action, paramsToPrompt: ["days"] },
      { todo: "prompt", action: "ApplyLeave", paramsToPrompt: [] },
      { todo: "execute", action, params: { days: "some" } },
      { todo: "execute", action, params: { days: 3 } },
      { todo: "button", action, button_id: "saveDraft" },
    ] as const;
    const program = `${bot}\nimport json, sys\nprint(json.dumps([answer(each) for each in json.loads(sys.argv[1])]))`;
    const { stdout } = await promisify(execFile)("python3", ["-c", program, JSON.stringify(requests)]);
    const answers = JSON.parse(stdout) as unknown[];
    const refused = requests.filter(({ todo }, index) => !parseResponse(answers[index], { to: todo }).ok);
    expect(refused).toEqual([]);
    expect(answers[5]).toMatchObject({ status: "prompt" });
    expect(answers[6]).toMatchObject({ status: "execution", message: "3 days are booked." });
  });
});
