import { describe, expect, it } from "vitest";
import { runProcess, useProgram } from "./ck-process.js";
import { newProject } from "./project.js";
import { listen } from "./servers.js";

const program = useProgram();

describe("ck as a process", () => {
  it("exits at once, with 130, when it is interrupted", async () => {
    const { cwd } = await newProject();
    const url = await listen(() => undefined);
    const onLine = (_: string, stop: (signal: NodeJS.Signals) => void): void => stop("SIGINT");
    const { code, stderr } = await runProcess(program(), ["check", url], { cwd, onLine });
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  });

  it("exits quietly if nobody reads its output", async () => {
    const { cwd } = await newProject();
    const { code, stderr } = await runProcess(program(), ["key", "show", "--all"], { cwd, withoutReader: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("ck jobs says what to install in a folder without @ck/bullmq", async () => {
    const { cwd } = await newProject();
    const args = ["jobs", "list", "--redis", "redis://127.0.0.1:6379"];
    const { code, stderr } = await runProcess(program(), args, { cwd, env: { NODE_PATH: "" } });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining("npm install @ck/bullmq bullmq ioredis") as string,
    });
  });

  it("ck emulator prints the address of its page, answers only who knows it, and ends cleanly with Ctrl+C", async () => {
    const { cwd } = await newProject();
    const seen: Promise<number[]>[] = [];
    const { code, stdout, stderr } = await runProcess(program(), ["emulator", "--json"], {
      cwd,
      onLine(line, stop) {
        const { url } = JSON.parse(line) as { url: string };
        const { origin, hash } = new URL(url);
        const token = hash.replace("#token=", "");
        const statuses = async (): Promise<number[]> => {
          const headers = { authorization: `Bearer ${token}` };
          const known = await fetch(`${origin}/api/events`, { headers });
          await known.body?.cancel();
          const stranger = await fetch(`${origin}/api/events`);
          return [known.status, stranger.status];
        };
        seen.push(statuses().finally(() => stop("SIGINT")));
      },
    });
    expect(await seen[0]).toEqual([200, 401]);
    expect(JSON.parse(stdout)).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//) as unknown });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
