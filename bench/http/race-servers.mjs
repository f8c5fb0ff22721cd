// Adapters against hand-written routes of the same framework.
import { median } from "../race.mjs";
import { send, start } from "./load.mjs";

/** autocannon counts whole seconds. */
const SECONDS = 1;
const WARM_UP_SECONDS = 3;

const races = [
  { title: "Unsigned", routes: ["by hand", "ours"] },
  {
    title: "Signed, 2048/256, against a bare crypto.verify",
    routes: ["by hand, signed", "ours, signed"],
  },
];

/** Prints, for each framework, both routes' requests per second and their ratio. */
export async function raceServers(frameworks, rounds) {
  for (const { title, routes } of races) {
    console.log(`\n${title}: 1 KB, 32 connections, requests per second`);
    console.log(`  ${"".padEnd(10)} ${"of one core".padStart(31)} ${"of the whole machine".padStart(31)}`);
    const columns = ["by hand", "ours", "ratio"].map((head) => head.padStart(10)).join("");
    console.log(`  ${"".padEnd(10)}  ${columns}  ${columns}`);
    for (const framework of frameworks) {
      const contenders = await Promise.all(routes.map((route) => start(framework, route)));
      try {
        console.log(`  ${framework.padEnd(10)}  ${await raceTwo(contenders, rounds)}`);
      } finally {
        await Promise.all(contenders.map((contender) => contender.stop()));
      }
    }
  }
}

async function raceTwo(contenders, rounds) {
  const results = contenders.map(() => []);
  for (const contender of contenders) await send(contender, { seconds: WARM_UP_SECONDS, connections: 32 });
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + turn) % contenders.length;
      results[index].push(await send(contenders[index], { seconds: SECONDS, connections: 32 }));
    }
  }
  const [byHand, ours] = results;
  return ["byProcessor", "byClock"]
    .map((unit) => {
      const rates = [byHand, ours].map((of) =>
        median(of.map((one) => one[unit]))
          .toFixed(0)
          .padStart(10),
      );
      const ratio = median(ours.map((one, round) => one[unit] / byHand[round][unit]));
      return `${rates.join("")}${`×${ratio.toFixed(2)}`.padStart(10)}`;
    })
    .join("  ");
}
