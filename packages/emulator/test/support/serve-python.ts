import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Whether this machine has Python 3. */
export const hasPython: boolean = spawnSync("python3", ["-c", "import http.server"]).status === 0;

/** Runs the Python server until the test is over. */
export async function servePython(): Promise<string> {
  const program = fileURLToPath(new URL("python-server.py", import.meta.url));
  const python = spawn("python3", [program], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(python, "close");
  onTestFinished(async () => {
    python.kill();
    await ended;
  });
  const failed = ended.then(() => Promise.reject(new Error("the Python server ended before it listened")));
  const [port] = (await Promise.race([once(python.stdout, "data"), failed])) as [Buffer];
  return `http://127.0.0.1:${port.toString().trim()}/`;
}
