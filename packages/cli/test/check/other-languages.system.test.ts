import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { exportPublicKey, generateKeyPair, importPrivateKey, signAsync } from "@ck/signature";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { checkWebhook } from "../../src/index.js";

const page = readFileSync(fileURLToPath(new URL("../../../../docs/other-languages.md", import.meta.url)), "utf8");
const [library = "", bot = "", flask = "", django = "", fastapi = ""] = [
  ...page.matchAll(/^```python\n(.*?)^```$/gms),
].map(([, code = ""]) => code);
const folder = mkdtempSync(path.join(tmpdir(), "ck-python-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Serves a WSGI app without Flask's own server, which prints to the terminal. */
const SERVE = `
from wsgiref.simple_server import WSGIRequestHandler, make_server
WSGIRequestHandler.log_message = lambda *_: None
server = make_server("127.0.0.1", 0, app)
print(server.server_port, flush=True)
server.serve_forever()
`;

describe("the Python page", () => {
  it("has a Flask server that passes ck check", async () => {
    const { publicKey, privateKey } = await generateKeyPair({ parameters: "published" });
    writeFileSync(path.join(folder, "convokraft_signature.py"), library);
    writeFileSync(path.join(folder, "convokraft_bot.py"), bot);
    writeFileSync(path.join(folder, "server.py"), flask + SERVE);
    const env = { ...process.env, CK_PUBLIC_KEY: exportPublicKey(publicKey, "base64") };
    const server = spawn("python3", ["server.py"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void server.kill());
    const ended = once(server, "exit").then(([code]) => {
      throw new Error(
        `The server ended with exit code ${code}: is Flask installed? On Debian: apt-get install python3-flask`,
      );
    });
    const [port] = (await Promise.race([once(createInterface({ input: server.stdout }), "line"), ended])) as [string];
    ended.catch(() => undefined);
    const key = importPrivateKey(privateKey);
    const { findings } = await checkWebhook({
      url: `http://127.0.0.1:${port}/convokraft`,
      sign: (body) => signAsync(body, key),
      limits: { timeoutMs: 20_000 },
    });
    expect(findings.filter(({ level, id }) => level === "failed" && id !== "answer")).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ id: "exact-bytes", level: "passed" }));
  });

  it.each([
    ["Django", django],
    ["FastAPI", fastapi],
  ])("has code for %s that compiles", (_, code) => {
    expect(code.length).toBeGreaterThan(200);
    execFileSync("python3", ["-c", "import sys; compile(sys.stdin.read(), 'page', 'exec')"], { input: code });
  });
});
