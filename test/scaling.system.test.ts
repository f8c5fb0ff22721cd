import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { freePort, hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";

const root = fileURLToPath(new URL("..", import.meta.url));
const LATE = "Ask me again.";
/** What is waited for is an event, on a machine however slow. */
const PATIENT = { timeout: 60_000, interval: 100 };

/** It says which process answers. `Slow`, and free text that names a file, run until the test makes that file. */
const BOT = `
import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { action, createBot } from "@ck/bot";

async function exists(file) {
  while (!existsSync(file)) await setTimeout(20);
}
async function execute({ params }) {
  await exists(String(params.until));
  return "Done by " + process.pid + ".";
}
async function fallback({ userInput }) {
  if (!userInput.startsWith("until ")) return "Process " + process.pid + ".";
  await exists(userInput.slice(6));
  return "Thought by " + process.pid + ".";
}
export const bot = createBot({
  actions: { Slow: action({ execute }) },
  fallback,
  late: "${LATE}",
});`;

/** Lays the guide's code out in a folder from which its packages are found, on two processes and another port. */
function layOut(port: number): string {
  const guide = readFileSync(path.join(root, "docs/scaling.md"), "utf8");
  const [, code = ""] = /^```ts\n\/\/ cluster\.ts\n(.*?)^```$/ms.exec(guide) ?? [];
  const folder = mkdtempSync(path.join(root, "packages/bullmq", ".scaling-"));
  const { outputText } = ts.transpileModule(code.replace("3000", String(port)), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  writeFileSync(path.join(folder, "cluster.js"), outputText.replace("availableParallelism()", "2"));
  writeFileSync(path.join(folder, "bot.js"), BOT);
  return folder;
}

it("the guide's node:cluster ends if its processes cannot start, and starts no others", async () => {
  const folder = layOut(await freePort());
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const primary = spawn(process.execPath, [path.join(folder, "cluster.js")], {
    env: { ...process.env, CK_PUBLIC_KEY: "", REDIS_URL: "redis://127.0.0.1:1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  primary.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  expect(await once(primary, "close")).toEqual([1, null]);
  expect(errors).toContain("ERR_NO_PUBLIC_KEY");
  expect(errors.match(/could not start/g)).toHaveLength(1);
});

describe.skipIf(!hasRedis)("the guide's node:cluster", () => {
  let keys: KeyPair;
  let redis: RedisServer;
  let url: string;
  let folder: string;
  let primary: ChildProcess;
  let output = "";
  beforeAll(async () => {
    [keys, redis] = await Promise.all([generateKeyPair({ parameters: "published" }), startRedis()]);
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    folder = layOut(port);
    primary = spawn(process.execPath, [path.join(folder, "cluster.js")], {
      env: { ...process.env, CK_PUBLIC_KEY: keys.publicKey, REDIS_URL: redis.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    primary.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text));
    await vi.waitFor(() => expect(pids()).toHaveLength(2), PATIENT);
  }, 120_000);
  afterAll(async () => {
    if (primary.exitCode === null && primary.signalCode === null) {
      const ended = once(primary, "exit");
      primary.kill("SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true });
    await redis.stop();
  });

  /** The processes that have listened so far. */
  const pids = (): number[] => [...output.matchAll(/^Process (\d+) listens/gm)].map(([, pid]) => Number(pid));

  interface Said {
    readonly status: number;
    readonly message: string;
    readonly broadcast: unknown;
    readonly text: string;
  }
  /** On a connection of its own: the processes take turns. */
  async function post(body: string, signature = sign(body, keys.privateKey)): Promise<Said> {
    const headers = { "X-CONVOKRAFT-SIGNATURE": signature, connection: "close" };
    const response = await fetch(url, { method: "POST", body, headers });
    const text = await response.text();
    const { message = "", broadcast } = JSON.parse(text || "{}") as { message?: string; broadcast?: unknown };
    return { status: response.status, message, broadcast, text };
  }
  const hello = (): string => JSON.stringify({ todo: "fallback", userInput: "hello" });
  const slow = (until: string, broadcast: unknown = {}): string =>
    JSON.stringify({ todo: "execute", action: "Slow", params: { until: path.join(folder, until) }, broadcast });

  it("answers from both processes, and gives what was replayed the first one's answer", async () => {
    const seen = new Set<string>();
    await vi.waitFor(async () => {
      seen.add((await post(hello())).message);
      expect(seen.size).toBe(2);
    }, PATIENT);
    const captured = [hello(), sign(hello(), keys.privateKey)] as const;
    const first = await post(...captured);
    // The first answer is kept once it is out.
    await vi.waitFor(async () => expect((await post(...captured)).status).toBe(200), PATIENT);
    for (let n = 0; n < 6; n++) expect((await post(...captured)).text).toBe(first.text);
  }, 120_000);

  it("hands over in any process what was begun in one", async () => {
    const { message, broadcast } = await post(slow("first"));
    expect(message).toBe(LATE);
    // Whichever it is that is asked: it is not begun anew.
    for (let n = 0; n < 4; n++) expect((await post(slow("first", broadcast))).message).toBe(LATE);
    writeFileSync(path.join(folder, "first"), "");
    const answers = await vi.waitFor(async () => {
      const said = await Promise.all([1, 2, 3, 4].map(() => post(slow("first", broadcast))));
      expect(said.map((answer) => answer.message).join()).toMatch(/Done by/);
      return said;
    }, PATIENT);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  }, 120_000);

  it("hands over free text in any process with the session's next turn, once", async () => {
    const file = path.join(folder, "thought");
    const { message, broadcast } = await post(JSON.stringify({ todo: "fallback", userInput: `until ${file}` }));
    expect(message).toBe(LATE);
    writeFileSync(file, "");
    const next = JSON.stringify({ todo: "fallback", userInput: "Well?", broadcast });
    const said: string[] = [];
    const ask = async (): Promise<void> => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => post(next)));
      said.push(...answers.map((answer) => answer.message));
    };
    await vi.waitFor(async () => {
      await ask();
      expect(said.join()).toMatch(/Thought by/);
    }, PATIENT);
    await ask();
    expect(said.filter((answer) => answer.startsWith("Thought"))).toHaveLength(1);
  }, 120_000);

  it("replaces a process that is killed", async () => {
    const [killed = 0, ...others] = pids();
    process.kill(killed, "SIGKILL");
    await vi.waitFor(() => expect(pids()).toHaveLength(3), PATIENT);
    const [, , made = 0] = pids();
    await vi.waitFor(async () => expect((await post(hello())).message).toBe(`Process ${made}.`), PATIENT);
    expect(others).toContain(pids()[1]);
  }, 120_000);

  it("ends on SIGTERM once the answer that is late is kept", async () => {
    const { message } = await post(slow("last"));
    expect(message).toBe(LATE);
    const ended = once(primary, "exit");
    primary.kill("SIGTERM");
    await vi.waitFor(() => expect(post(hello())).rejects.toThrow(), PATIENT);
    expect(primary.exitCode).toBe(null);
    writeFileSync(path.join(folder, "last"), "");
    expect(await ended).toEqual([0, null]);
  }, 120_000);
});
