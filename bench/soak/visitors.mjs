// The genuine visitors: 20 signed requests per second.
import { Agent, request } from "node:http";
import { generateKeyPair, importPrivateKey, sign } from "../../packages/signature/dist/index.js";

const PER_SECOND = 20;
/** The platform waits no longer. */
const TIMEOUT_MS = 5_000;

export async function makeKeys() {
  const { publicKey, privateKey } = await generateKeyPair({ parameters: "published" });
  return { publicKey, privateKey: importPrivateKey(privateKey) };
}

/** Sends requests for so long. Gives the latencies in order of size, in ms, and what failed. */
export async function visit(port, { privateKey }, ms) {
  const agent = new Agent({ keepAlive: true });
  const latencies = [];
  const failures = [];
  const running = new Set();
  const started = performance.now();
  let sent = 0;
  while (performance.now() - started < ms) {
    const due = started + (sent * 1_000) / PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const visited = one(port, agent, sent++, privateKey).then(
      (latency) => latencies.push(latency),
      (/** @type {unknown} */ error) => failures.push(Object(error).message),
    );
    running.add(visited);
    void visited.then(() => running.delete(visited));
  }
  await Promise.all(running);
  agent.destroy();
  return { sent, latencies: latencies.sort((one, other) => one - other), failures };
}

function one(port, agent, number, privateKey) {
  const params = { days: 1 + (number % 9) };
  const body = JSON.stringify({ todo: "execute", action: "ApplyLeave", environment: "production", params });
  const headers = { "content-type": "application/json", "x-convokraft-signature": sign(body, privateKey) };
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const req = request({ host: "127.0.0.1", port, method: "POST", agent, headers, timeout: TIMEOUT_MS }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      res.on("end", () => {
        const isRight = res.statusCode === 200 && text.includes(`${params.days} days are booked.`);
        if (isRight) resolve(performance.now() - from);
        else reject(new Error(`status ${res.statusCode}: ${text.slice(0, 100)}`));
      });
    });
    req.on("timeout", () => req.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    req.on("error", reject);
    req.end(body);
  });
}
