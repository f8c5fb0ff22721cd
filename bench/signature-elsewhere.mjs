// Runs the benchmark of signatures in Deno or Bun.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installTool } from "../scripts/tools.mjs";

const script = fileURLToPath(new URL("signature.mjs", import.meta.url));

/** What it prints there: a table, or with `--json` the rates of each contender. */
export function runElsewhere(runtime, rounds, ...more) {
  const permissions = runtime === "deno" ? ["--quiet", "--allow-all", "--no-config"] : [];
  const args = ["run", ...permissions, script, `--rounds=${rounds}`, ...more];
  const { status, stdout, stderr } = spawnSync(installTool(runtime).path, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${runtime} did not run: ${stderr.slice(0, 500)}`);
  return stdout;
}
