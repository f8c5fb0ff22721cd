// Measures the adapters over HTTP on loopback, each in its own process, interleaved in one run: unsigned requests against
// a hand-written route of the same framework; signed ones against the same route with a bare crypto.verify; memory over
// many requests; the dispatch of other platforms' kits; and what each package costs to install and to load.
// `--rounds=N` (default 9), `--only=express,koa` for some frameworks, `--quick` for 2 minutes: three rounds, and only what the aims are about.
// `--otel` measures what tracing costs, and nothing else.
// `--aims` prints each aim as met or missed, and exits with 1 if one is missed; `--json` prints that as JSON.
import process from "node:process";
import { isAsked, machineLine, reportAims } from "./aims.mjs";
import { checkAims } from "./http-aims.mjs";
import { raceServers } from "./http/race-servers.mjs";
import { measureMemory } from "./http/memory.mjs";
import { judgeTracing } from "./http/otel.mjs";
import { racePeers } from "./http/peers.mjs";
import { weighPackages } from "./http/weight.mjs";
import { median, roundsAsked } from "./race.mjs";

const isQuick = isAsked("--quick");
const rounds = roundsAsked(isQuick ? 3 : 9);
const all = ["node", "fastify", "fetch", "koa", "express", ...(isQuick ? [] : ["koa2", "express4"])];
const frameworks =
  process.argv
    .find((argument) => argument.startsWith("--only="))
    ?.slice("--only=".length)
    .split(",") ?? all;

if (isAsked("--otel")) {
  const { micros, aims } = await judgeTracing(rounds * 50);
  reportAims(aims, { micros });
  if (!isAsked("--json"))
    for (const [name, values] of Object.entries(micros))
      console.log(`  ${name.padEnd(40)} ${median(values).toFixed(1)} µs`);
} else if (isAsked("--aims") || isAsked("--json")) await checkAims(frameworks, rounds);
else {
  console.log(machineLine());
  await raceServers(frameworks, rounds);
  if (!isQuick) await measureMemory(frameworks);
  await racePeers(rounds * 3);
  if (!isQuick) await weighPackages();
}
