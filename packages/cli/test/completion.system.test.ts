import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { runAtTerminal } from "./at-terminal.js";
import { ck, newFolder } from "./run-ck.js";

vi.setConfig({ testTimeout: 60_000 });

const hasShell = (name: string): boolean => spawnSync(name, ["--version"]).error === undefined;
for (const name of ["zsh", "fish"])
  if (!hasShell(name)) console.warn(`Completion is not tried in ${name}. On Debian: apt-get install ${name}`);

/** A folder with the script of a shell. */
async function withScript(shell: string): Promise<{ readonly cwd: string; readonly file: string }> {
  const cwd = newFolder();
  const file = path.join(cwd, "completion");
  writeFileSync(file, (await ck.within(cwd, `completion ${shell}`)).stdout);
  return { cwd, file };
}

describe.skipIf(!hasShell("fish"))("completion in fish", () => {
  it("offers commands, options and their values", async () => {
    const { cwd, file } = await withScript("fish");
    const offered = (line: string): string[] =>
      execFileSync("fish", ["--no-config", "-c", `source ${file}; complete -C '${line}'`], {
        cwd,
        encoding: "utf8",
        env: { ...process.env, HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd },
      })
        .split("\n")
        .flatMap((each) => each.split("\t")[0] || []);
    expect(offered("ck emu")).toEqual(["emulator"]);
    expect(offered("ck key ro")).toEqual(["rotate"]);
    expect(offered("ck key show --fo")).toContain("--form");
    expect(offered("ck key show --form ")).toEqual(expect.arrayContaining(["base64", "pem"]));
    expect(offered("ck trigger we")).toContain("welcome");
    expect(offered("ck completion power")).toEqual(["powershell"]);
  });
});

describe.skipIf(!hasShell("zsh"))("completion in zsh", () => {
  it("completes commands, options and their values with the Tab key", async () => {
    const { cwd, file } = await withScript("zsh");
    // Printed whenever the line editor is ready.
    const ready = "\u001B[?2004h";
    const steps = [
      [ready, `autoload -Uz compinit && compinit -D -u && source ${file} && echo LOAD''ED\r`],
      ["LOADED", ""],
      [ready, "ck emu\t"],
      ["ck emulator", "\u0015ck key ro\t"],
      ["ck key rotate", "\u0015ck key show --for\t"],
      ["show --form", "\u0015ck key show --form p\t"],
      ["--form pem", "\u0015exit\r"],
    ] as const;
    const env = { HOME: cwd, ZDOTDIR: cwd };
    const { left, code, shown } = await runAtTerminal(["zsh", "-f", "-i"], steps, { cwd, env });
    expect({ left, code }, shown).toEqual({ left: [], code: 0 });
  });
});
