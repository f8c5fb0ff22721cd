import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ownEnvironment, useProgram } from "./ck-process.js";
import { setUrl } from "./project.js";
import { ck, newFolder } from "./run-ck.js";
import { goodServer, listen } from "./servers.js";

const program = useProgram();
const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");

/** Each command in the README, with its output there. */
const shown = [...readme.matchAll(/^```console\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => ({ command: text.slice(0, text.indexOf("\n")), output: text.slice(text.indexOf("\n") + 1) })),
);

/** A pattern for an output: `…` stands for anything, and sizes and times differ from run to run. */
function patternOf(output: string): RegExp {
  const source = output
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/^…\n/gm, "(?:.*\n)*")
    .replaceAll("…", ".*")
    .replaceAll(/\d+ (bytes|ms)/g, String.raw`\d+ $1`);
  return new RegExp(`^${source}$`);
}

it("prints what the README says", async () => {
  const cwd = newFolder();
  const bin = path.join(cwd, "bin");
  mkdirSync(bin);
  writeFileSync(path.join(bin, "ck"), `#!/bin/sh\nexec "${process.execPath}" "${program()}" "$@"\n`, {
    mode: 0o755,
  });
  let url = "";
  expect(shown.map(({ command }) => command)).toContain("ck check");
  for (const { command, output } of shown) {
    const env = { ...ownEnvironment(), PATH: `${bin}:${process.env["PATH"] ?? ""}` };
    const shell = spawn("sh", ["-c", command], { cwd, env, stdio: ["ignore", "pipe", "ignore"] });
    let printed = "";
    shell.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    await once(shell, "close");
    expect(printed.replaceAll(url || "-", "http://localhost:3000/convokraft"), command).toMatch(patternOf(output));
    if (command !== "ck init --example") continue;
    const publicKey = (await ck.within(cwd, "key show")).stdout;
    url = await listen(goodServer(publicKey));
    setUrl(cwd, url);
  }
});
