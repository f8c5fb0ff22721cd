import { describe, expect, it } from "vitest";
import { newFolder, run, useCk } from "./ck.js";
import { newProject } from "./project.js";
import { listen } from "./servers.js";

const ck = useCk();

describe("the command line", () => {
  it("ends with 2 and a word why where it cannot be understood", async () => {
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

  it("ends with 3 in an empty folder, in prose and in JSON", async () => {
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

  it("gives mistakes as JSON to a program", async () => {
    const { code, stdout } = await ck.within(newFolder(), "check --nonsense --json");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "ERR_USAGE" } });
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

  it("ends at once, with 130, when it is interrupted", async () => {
    const { cwd } = await newProject();
    const url = await listen(() => undefined);
    const onLine = (_: string, stop: (signal: NodeJS.Signals) => void): void => stop("SIGINT");
    const { code, stderr } = await run(ck.program(), ["check", url], { cwd, onLine });
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  });

  it("ends quietly where nobody reads on", async () => {
    const { cwd } = await newProject();
    const { code, stderr } = await ck.within(cwd, "key show --all", { withoutReader: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
