import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "./published.js";

const execute = promisify(execFile);
const temporary = mkdtempSync(path.join(tmpdir(), "ck-scripts-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe("a program that a script runs", () => {
  const command = pathToFileURL(path.join(root, "scripts/command.mjs")).href;
  /** A script that runs a program as `npm start` runs the demo, and ends as it ends. */
  const script = (program: string): string[] => [
    "--input-type=module",
    "--eval",
    `import { run } from ${JSON.stringify(command)};
     const { code } = await run([process.execPath, "--eval", ${JSON.stringify(program)}], { show: true });
     process.exitCode = code;`,
  ];

  it("hands its exit code on", async () => {
    await expect(execute(process.execPath, script("process.exit(7)"))).rejects.toMatchObject({ code: 7 });
  });

  it.each(["SIGTERM", "SIGINT"] as const)("gets %s, and may end in its own way", async (signal) => {
    const program = `process.on("${signal}", () => { console.log("in peace"); process.exit(0); });
      setInterval(() => {}, 1000); console.log("ready");`;
    const running = spawn(process.execPath, script(program), { stdio: ["ignore", "pipe", "inherit"] });
    const printed: string[] = [];
    running.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed.push(text);
      if (text.includes("ready")) running.kill(signal);
    });
    const [code] = (await once(running, "close")) as [number | null];
    expect({ code, printed: printed.join("") }).toEqual({ code: 0, printed: "ready\nin peace\n" });
  });
});

it.skipIf(process.platform === "win32")(
  "npm run passes SIGTERM on to a program, which may end in its own way",
  async () => {
    const folder = mkdtempSync(path.join(temporary, "npm-"));
    const command = pathToFileURL(path.join(root, "scripts/command.mjs")).href;
    const program = `process.on("SIGTERM", () => { console.log("in peace"); process.exit(0); });
    setInterval(() => {}, 1000); console.log("ready");`;
    writeFileSync(path.join(folder, "package.json"), '{"private":true,"scripts":{"serve":"node serve.mjs"}}');
    writeFileSync(
      path.join(folder, "serve.mjs"),
      `import { run } from ${JSON.stringify(command)};
    await run([process.execPath, "--eval", ${JSON.stringify(program)}], { show: true });`,
    );
    const npm = spawn("npm", ["run", "--silent", "serve"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    npm.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (text.includes("ready")) npm.kill("SIGTERM");
    });
    // Once everything that npm started has ended: it ends before that.
    await once(npm.stdout, "close");
    expect(printed).toBe("ready\nin peace\n");
  },
);

describe("npm start", () => {
  it("says that a port that was asked for is taken, before it installs or builds", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const env = { ...process.env, KOA_PORT: String(port), PORT: "0" };
    const started = execute(process.execPath, [path.join(root, "scripts/run.mjs"), "start"], { cwd: temporary, env });
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: `ck: npm start stopped: port ${port} on 127.0.0.1 is taken. Stop what listens there, or set KOA_PORT to another port (0 is any free one).\n`,
    });
    other.close();
  });
});

describe("the totals of several runs", () => {
  const totals = path.join(root, "scripts/test-totals.mjs");
  const report = (file: string, status: string, tests: Record<string, string>): object => ({
    testResults: [
      {
        name: path.join(root, file),
        status,
        assertionResults: Object.entries(tests).map(([fullName, result]) => ({ fullName, status: result })),
      },
    ],
  });

  it("count a test as skipped only if no run ran it, and a file that does not load as failed", async () => {
    writeFileSync(
      path.join(temporary, "one.json"),
      JSON.stringify(report("a.test.ts", "passed", { works: "passed", "needs a server": "skipped", never: "skipped" })),
    );
    writeFileSync(
      path.join(temporary, "two.json"),
      JSON.stringify(report("a.test.ts", "failed", { works: "failed", "needs a server": "passed", never: "todo" })),
    );
    writeFileSync(path.join(temporary, "three.json"), JSON.stringify(report("b.test.ts", "failed", {})));
    const { stdout, stderr } = await execute(process.execPath, [totals, temporary], { cwd: root });
    expect(stdout).toBe("2 2 1\n");
    expect(stderr).toBe("skipped in every run: a.test.ts: never\n");
  });
});
