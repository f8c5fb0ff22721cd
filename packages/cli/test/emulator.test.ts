import { describe, expect, it } from "vitest";
import { run, useCk } from "./ck.js";
import { newProject } from "./project.js";

const ck = useCk();

describe("ck emulator", () => {
  it("prints the address of its page, answers there and to nobody else, and ends cleanly with Ctrl+C", async () => {
    const { cwd } = await newProject();
    const seen: Promise<number[]>[] = [];
    const { code, stdout, stderr } = await run(ck.program(), ["emulator", "--json"], {
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
