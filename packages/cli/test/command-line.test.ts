import { describe, expect, it } from "vitest";
import { ck, newFolder } from "./run-ck.js";

describe("the command line", () => {
  it("exits with 2 and says why if it is wrong", async () => {
    const cwd = newFolder();
    const lines = [
      "nonsense",
      "key nonsense",
      "check --nonsense",
      "sign",
      "keygen --out x --size 7",
      "check --timeout-ms 0",
    ];
    const more = ["verify x", "resend x --edit nonsense", "resend x --edit __proto__.x=1", "chat --client-data 7"];
    await Promise.all(
      [...lines, ...more].map(async (args) => {
        const { code, stdout, stderr } = await ck.within(cwd, args);
        expect({ args, code, stdout, says: stderr.length > 10 }).toEqual({ args, code: 2, stdout: "", says: true });
      }),
    );
  });

  it("exits with 3 in an empty folder, in prose and in JSON", async () => {
    const cwd = newFolder();
    const lines = ["chat", "emulator", "send x", "sign x", "explain x", "resend x.json", "check http://127.0.0.1:1/"];
    await Promise.all(
      lines.map(async (args) => {
        const prose = await ck.within(cwd, args);
        expect({ args, code: prose.code, stdout: prose.stdout }).toEqual({ args, code: 3, stdout: "" });
        expect(prose.stderr).toMatch(/^ck: /);
        const json = await ck.within(cwd, `${args} --json`);
        expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: expect.stringMatching(/^ERR_/) as unknown } });
        expect(json.code).toBe(3);
      }),
    );
  });

  it("reports mistakes as JSON to a program", async () => {
    const { code, stdout } = await ck.within(newFolder(), "check --nonsense --json");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "ERR_INVALID_OPTION" } });
    expect(code).toBe(2);
  });

  it("has help with examples for every command, and --json", async () => {
    const commands = [
      "init",
      "chat",
      "emulator",
      "check",
      "doctor",
      "send",
      "resend",
      "explain",
      "sign",
      "verify",
      "keygen",
    ];
    await Promise.all(
      [...commands, "key show", "key rotate", "key deploy", "completion"].map(async (command) => {
        const { code, stdout } = await ck.within(newFolder(), `${command} --help`);
        expect({
          command,
          examples: /\nExamples:\n {2}\S/.test(stdout),
          json: stdout.includes("--json"),
          code,
        }).toEqual({
          command,
          examples: true,
          json: true,
          code: 0,
        });
      }),
    );
  });
});
