// Whether a server's memory grows with the number of requests.
import { send, start } from "./load.mjs";

const STEPS = 5;
const amount = 10_000;

/** Prints each server's heap after every 10,000 requests, in MB after a garbage collection. */
export async function measureMemory(frameworks) {
  console.log(
    `\nMemory: heap in MB after each ${amount.toLocaleString("en")} unsigned requests, the first as a warm-up`,
  );
  for (const framework of frameworks) {
    const contender = await start(framework, "ours");
    try {
      const heaps = [];
      for (let step = 0; step <= STEPS; step++) {
        await send(contender, { amount, connections: 32 });
        heaps.push((await contender.used({ afterCollection: true })).heapUsed / 1e6);
      }
      const [, first, ...others] = heaps;
      const growth = (others.at(-1) - first) / others.length;
      const columns = heaps.map((heap) => heap.toFixed(1).padStart(7)).join("");
      console.log(`  ${framework.padEnd(10)} ${columns}   ${growth.toFixed(2)} MB more each time`);
    } finally {
      await contender.stop();
    }
  }
}
