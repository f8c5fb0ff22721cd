// Malformed requests through a real socket, a fifth of them at each step.
import { Agent, request } from "node:http";
import process from "node:process";
import { bodies, headers, pick } from "./bodies.mjs";
import { serveParent } from "./child.mjs";

const { http1, count } = JSON.parse(process.argv[2]);
const AT_ONCE = 16;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const small = Object.fromEntries(Object.entries(bodies).filter(([, make]) => make().length < 3_000));
const tally = {};

serveParent("ready", { step });

async function step() {
  let left = count / 5;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) {
        const outcome = await send().catch(codeOf);
        tally[outcome] = (tally[outcome] ?? 0) + 1;
      }
    }),
  );
  return tally;
}

/** @param {unknown} error */
function codeOf(error) {
  return Object(error).code ?? String(error);
}

function send() {
  const [, body] = pick(Math.random() < 0.02 ? bodies : small);
  const [kind, forged] = pick(headers);
  const value = kind === "forged" && Math.random() < 0.8 ? "AAAA" : forged;
  const more = value === undefined ? {} : { "x-convokraft-signature": value };
  const method = Math.random() < 0.02 ? "PUT" : "POST";
  return new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port: http1, method, agent, headers: more }, (res) => {
      res.resume();
      res.on("end", () => resolve(res.statusCode));
      res.on("error", reject);
    });
    req.on("error", reject);
    req.end(body);
  });
}
