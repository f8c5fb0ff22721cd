// Malformed requests through `receive`, in this process.
import process from "node:process";
import { createBot, receive } from "../../packages/bot/dist/index.js";
import { bodies, headers, pick } from "./bodies.mjs";
import { serveParent } from "./child.mjs";

const { publicKey, count } = JSON.parse(process.argv[2]);
const AT_ONCE = 100;
const ALLOWED = [200, 400, 401, 405, 413, 503];
/** Made once: making them takes longer than rejecting them. One request in 200 has a large one. */
const all = Object.entries(bodies).map(([, make]) => new TextEncoder().encode(String(make())));
const small = all.filter(({ byteLength }) => byteLength < 3_000);

const bot = createBot({ actions: {}, welcome: () => "Hello!" });
const quiet = { onError: () => undefined };
const signed = receive(bot, { publicKey, ...quiet });
const unsigned = receive(bot, { publicKey: false, ...quiet });
const statuses = {};

serveParent("ready", { run });

async function run() {
  const heaps = [];
  const started = performance.now();
  for (let step = 0; step < 5; step++) {
    for (let done = 0; done < count / 5; done += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, send));
    globalThis.gc();
    heaps.push(process.memoryUsage().heapUsed);
  }
  return { statuses, heaps, seconds: (performance.now() - started) / 1_000 };
}

async function send() {
  const pool = Math.random() < 0.005 ? all : small;
  const bytes = pool[Math.floor(Math.random() * pool.length)];
  const [kind, value] = pick(headers);
  const method = Math.random() < 0.02 ? "PUT" : "POST";
  // Checking a forged signature is what costs most: one in ten is enough.
  const isCostly = kind === "forged" && Math.random() < 0.9;
  const receiver = isCostly || Math.random() < 0.3 ? unsigned : signed;
  const body = Math.random() < 0.5 ? bytes : () => Promise.resolve(bytes);
  const { status } = await receiver({ method, header: () => value, body });
  if (!ALLOWED.includes(status)) throw new Error(`status ${status}`);
  statuses[status] = (statuses[status] ?? 0) + 1;
}
