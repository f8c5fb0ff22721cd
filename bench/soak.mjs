// One server process with a heap of 256 MB, under a hostile mix on loopback, while 20 genuine requests per second are answered. Then malformed
// requests through `receive` and through a socket. The exit code is 1 if a genuine request failed, something was thrown, or memory grew.
// `--minutes=10`, `--malformed=1000000` through `receive`, `--sockets=100000` through a socket. `--only=HTTP/2` keeps the hostile kinds with that name.
import process from "node:process";
import { parseArgs } from "node:util";
import { startChild } from "./soak/child.mjs";
import { makeKeys, visit } from "./soak/visitors.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    malformed: { type: "string", default: "1000000" },
    sockets: { type: "string", default: "100000" },
    only: { type: "string" },
  },
});
const MB = 1_000_000;
/** More than a warmed-up process varies by from one garbage collection to the next. */
const MAY_GROW_BYTES = 16 * MB;
const misses = [];

const keys = await makeKeys();
await underAttack(Number(values.minutes));
await throughReceive(Number(values.malformed));
await throughSocket(Number(values.sockets));
for (const miss of misses) console.log(`MISSED  ${miss}`);
console.log(misses.length === 0 ? "soak: passed" : `soak: ${misses.length} missed`);
process.exit(misses.length === 0 ? 0 : 1);

async function underAttack(minutes) {
  console.log(`Hostile mix: ${minutes} minutes, HTTP/1 and HTTP/2, one process with a heap of 256 MB`);
  const server = await startChild("server.mjs", { publicKey: keys.publicKey });
  const hostile = await startChild("hostile.mjs", { ...server.ready, only: values.only });
  const { sent, latencies, failures } = await visit(server.ready.http1, keys, minutes * 60_000);
  const tally = await hostile.ask("stop");
  await hostile.stop();
  const used = await server.ask("used");
  await server.stop();

  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]?.toFixed(1);
  console.log(`  genuine: ${sent} sent, ${latencies.length} answered; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
  for (const [kind, { count, outcomes }] of Object.entries(tally)) {
    const text = Object.entries(outcomes).map(([outcome, times]) => `${times} × ${outcome}`);
    console.log(`  hostile: ${kind}: ${count} (${text.join(", ")})`);
  }
  const hits = Object.values(tally).reduce((sum, { count }) => sum + count, 0);
  console.log(
    `  server:  ${hits} hostile attempts, peak RSS ${(used.peakRss / MB).toFixed(0)} MB, errors ${JSON.stringify(used.errors)}`,
  );
  if (failures.length > 0)
    misses.push(`${failures.length} genuine requests failed: ${failures.slice(0, 5).join("; ")}`);
  if (sent < minutes * 60 * 19) misses.push(`only ${sent} genuine requests could be sent`);
}

async function throughReceive(count) {
  const child = await startChild("malformed.mjs", { publicKey: keys.publicKey, count });
  const { statuses, heaps, seconds } = await child.ask("run");
  await child.stop();
  console.log(`Malformed through receive: ${count} in ${seconds.toFixed(0)} s, ${JSON.stringify(statuses)}`);
  checkGrowth("receive", heaps);
}

async function throughSocket(count) {
  const server = await startChild("server.mjs", { publicKey: keys.publicKey });
  const sender = await startChild("sockets.mjs", { ...server.ready, count });
  const heaps = [];
  let result;
  for (let step = 0; step < 5; step++) {
    result = await sender.ask("step");
    heaps.push((await server.ask("collect")).heap);
  }
  const used = await server.ask("used");
  await sender.stop();
  await server.stop();
  console.log(
    `Malformed through a socket: ${count}, ${JSON.stringify(result)}, peak RSS ${(used.peakRss / MB).toFixed(0)} MB`,
  );
  checkGrowth("the socket", heaps);
}

function checkGrowth(where, heaps) {
  const text = heaps.map((heap) => (heap / MB).toFixed(1)).join(", ");
  console.log(`  heap after a collection, in MB: ${text}`);
  // The first fifth warms up.
  if (heaps.at(-1) - heaps[0] > MAY_GROW_BYTES) misses.push(`memory grew through ${where}: ${text} MB`);
}
