// Starts a contender and sends requests to it.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { generateKeyPair, importPrivateKey, sign } from "../../packages/signature/dist/index.js";
import { installTool } from "../../scripts/tools.mjs";
import { body } from "./sample.mjs";

const autocannon = installTool("autocannon").require("autocannon");
const pair = await generateKeyPair({ parameters: "published" });
export const publicKey = pair.publicKey;
export const header = sign(body, importPrivateKey(pair.privateKey));

/** Starts a contender in its own process. */
export async function start(framework, route) {
  const child = fork(fileURLToPath(new URL("server.mjs", import.meta.url)), [framework, route], {
    env: { ...process.env, CK_PUBLIC_KEY: publicKey, NODE_ENV: "production" },
    execArgv: ["--expose-gc"],
  });
  const [message] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`${framework}, ${route} ended with ${code}`))),
  ]);
  return {
    name: `${framework}, ${route}`,
    url: `http://127.0.0.1:${message.port}/`,
    /** The CPU time so far, in ms, and the memory, in bytes. */
    async used({ afterCollection = false } = {}) {
      child.send(afterCollection ? "used after a collection" : "used");
      return (await once(child, "message"))[0];
    },
    async stop() {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

/** Sends a number of requests, or requests for some seconds. Fails unless each gets a 200. Gives requests per second of wall time and of CPU time. */
export async function send(contender, { amount, seconds, connections }) {
  const before = await contender.used();
  const result = await autocannon({
    url: contender.url,
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-convokraft-signature": header },
    connections,
    ...(amount === undefined ? { duration: seconds } : { amount }),
    timeout: 30,
  });
  const { cpuMs } = await contender.used();
  const done = result["2xx"];
  if (result.non2xx > 0 || result.errors > 0 || (amount !== undefined && done !== amount)) {
    throw new Error(`${contender.name}: ${done} were answered, ${result.non2xx} rejected, ${result.errors} failed`);
  }
  return { byClock: done / result.duration, byProcessor: (done * 1_000) / (cpuMs - before.cpuMs) };
}
