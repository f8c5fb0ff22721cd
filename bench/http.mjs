// Measures the adapters over HTTP on loopback, each in its own process, interleaved in one run: unsigned requests against
// a hand-written route of the same framework; signed ones against the same route with a bare crypto.verify; memory over
// many requests; the dispatch of other platforms' kits; and what each package costs to install and to load.
// `--rounds=N` (default 9), `--only=express,koa` for some frameworks.
import process from "node:process";
import { raceServers } from "./http/race-servers.mjs";
import { measureMemory } from "./http/memory.mjs";
import { racePeers } from "./http/peers.mjs";
import { weighPackages } from "./http/weight.mjs";
import { roundsAsked } from "./race.mjs";

const rounds = roundsAsked(9);
const all = ["node", "express", "express4", "koa", "koa2", "fastify", "fetch"];
const frameworks =
  process.argv
    .find((argument) => argument.startsWith("--only="))
    ?.slice("--only=".length)
    .split(",") ?? all;

await raceServers(frameworks, rounds);
await measureMemory(frameworks);
await racePeers(rounds);
await weighPackages();
