import type { Finding } from "@ck/bot";
import type { Redis } from "ioredis";
import { readPolicy } from "./eviction.js";

/** How far two clocks may be apart, in ms: what is kept for minutes is not hurt by less. */
const SKEW_MS = 1_000;

/** What is set up wrong with a server that answers. */
export async function checkServer(client: Pick<Redis, "info" | "time">): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const policy = await readPolicy(client);
  if (policy !== undefined) {
    findings.push({
      severity: "warning",
      about: "store",
      message: `Redis has maxmemory-policy ${policy}: when memory runs short it drops requests that the replay guard has to recognise, and answers that were promised.`,
      fix: "Set it to noeviction.",
    });
  }
  const skewMs = await readSkew(client);
  if (skewMs !== undefined && Math.abs(skewMs) > SKEW_MS) {
    findings.push({
      severity: "warning",
      about: "store",
      message: `The clock of this machine is ${(Math.abs(skewMs) / 1000).toFixed(1)} s ${skewMs > 0 ? "behind" : "ahead of"} that of Redis: promises and jobs expire by both.`,
      fix: "Run NTP on both, such as chrony or systemd-timesyncd.",
    });
  }
  return findings;
}

/** How far the clock of the server is ahead, in ms, at least. A server that does not tell is left alone. */
async function readSkew(client: Pick<Redis, "time">): Promise<number | undefined> {
  try {
    const before = Date.now();
    const [seconds, micros] = await client.time();
    const after = Date.now();
    const server = Number(seconds) * 1000 + Number(micros) / 1000;
    // It read its clock at some moment in between.
    if (server >= before && server <= after) return 0;
    return server > after ? server - after : server - before;
  } catch {
    // An ACL may forbid TIME, and the connection may be gone.
    return undefined;
  }
}
