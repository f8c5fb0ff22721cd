// Adapters against hand-written routes of the same framework.
import { spread } from "../aims.mjs";
import { send, start } from "./load.mjs";

/** autocannon counts whole seconds. */
const SECONDS = 1;
const WARM_UP_SECONDS = 2;

const races = [
  { kind: "unsigned", title: "Unsigned", routes: ["by hand", "ours"] },
  // It reads whatever comes, and trusts it: no limit, no method, no answer to what is no JSON. No aim is measured against it.
  { kind: "bare", title: "Unsigned, against a bare route", routes: ["bare", "ours"], only: ["node", "fetch"] },
  {
    kind: "signed",
    title: "Signed, 2048/256, against a bare crypto.verify",
    routes: ["by hand, signed", "ours, signed"],
  },
];

/**
 * Prints, for each framework, both routes' requests per second and their ratio.
 *
 * @returns for each framework and kind of request, the ratios round by round
 */
export async function raceServers(frameworks, rounds, { print = console.log, kinds } = {}) {
  const results = [];
  for (const { kind, title, routes, only = frameworks } of races) {
    if (kinds?.includes(kind) === false) continue;
    print(`\n${title}: 1 KB, 32 connections, requests per second, and the ratio's quartiles`);
    print(`  ${"".padEnd(10)} ${"of one core".padStart(35)} ${"of the whole machine".padStart(40)}`);
    const columns = ["by hand", "ours"].map((head) => head.padStart(10)).join("") + "ratio".padStart(20);
    print(`  ${"".padEnd(10)}  ${columns}  ${columns}`);
    for (const framework of frameworks.filter((each) => only.includes(each))) {
      const contenders = await Promise.all(routes.map((route) => start(framework, route)));
      try {
        const raced = await raceTwo(contenders, rounds);
        print(`  ${framework.padEnd(10)}  ${lineOf(raced.byProcessor)}  ${lineOf(raced.byClock)}`);
        results.push({ framework, kind, ...raced });
      } finally {
        await Promise.all(contenders.map((contender) => contender.stop()));
      }
    }
  }
  return results;
}

async function raceTwo(contenders, rounds) {
  const results = contenders.map(() => []);
  // Long enough for optimised code and, with signatures, for the tables of the key.
  for (const contender of contenders) await send(contender, { seconds: WARM_UP_SECONDS, connections: 32 });
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + turn) % contenders.length;
      results[index].push(await send(contenders[index], { seconds: SECONDS, connections: 32 }));
    }
  }
  const [byHand, ours] = results;
  const inUnit = (unit) => ({
    byHand: spread(
      byHand.map((one) => one[unit]),
      0,
    ).value,
    ours: spread(
      ours.map((one) => one[unit]),
      0,
    ).value,
    ratios: ours.map((one, round) => one[unit] / byHand[round][unit]),
  });
  return { byProcessor: inUnit("byProcessor"), byClock: inUnit("byClock") };
}

function lineOf({ byHand, ours, ratios }) {
  const { value, from, to } = spread(ratios);
  return `${String(byHand).padStart(10)}${String(ours).padStart(10)}${`×${value} (${from} to ${to})`.padStart(20)}`;
}
