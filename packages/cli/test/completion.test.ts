import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ck, newFolder } from "./run-ck.js";

/** What bash offers after a line. */
function offered(script: string, line: string): string[] {
  const words = line.split(" ");
  const program = `${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _ck; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", program], { encoding: "utf8" }).split("\n").filter(Boolean);
}

describe("ck completion", () => {
  it("completes commands, their options and the values of these, in bash", async () => {
    const { stdout } = await ck.within(newFolder(), "completion bash");
    expect(offered(stdout, "ck ke")).toEqual(["key", "keygen"]);
    expect(offered(stdout, "ck key ")).toEqual(expect.arrayContaining(["show", "rotate", "deploy"]));
    expect(offered(stdout, "ck key show --f")).toEqual(["--form"]);
    expect(offered(stdout, "ck key show --form ")).toEqual(["base64", "pem"]);
    expect(offered(stdout, "ck check --env production --no")).toEqual(["--no-execute"]);
    expect(offered(stdout, "ck completion z")).toEqual(["zsh"]);
    expect(offered(stdout, "ck sign bo"), "bash itself completes files").toEqual([]);
  });

  it.each(["zsh", "fish"])("prints a valid script for %s that knows every command", async (shell) => {
    const cwd = newFolder();
    const { stdout } = await ck.within(cwd, `completion ${shell}`);
    for (const word of ["emulator", "rotate", "no-execute", "p1363"]) expect(stdout).toContain(word);
    const file = path.join(cwd, "script");
    writeFileSync(file, stdout);
    // If the shell is installed, it parses the script without running it.
    const read = spawnSync(shell, ["-n", file], { encoding: "utf8" });
    if (read.error === undefined) expect(read.stderr).toBe("");
  });
});
