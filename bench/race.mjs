// What the benchmarks share: contenders take turns in one run, so that the machine's moods hit all alike. What stays on one thread is measured in
// time of the processor, which other programs do not touch; the rest in time of the clock. `--rounds=N` says how many turns each has.
import process from "node:process";

const sliceMs = 25;
/** Until the engine has made its best code of each: larger programs take longer. */
const warmUpMs = 1_000;

/** The turns of each contender, from the command line. */
export function roundsAsked(otherwise) {
  return Number(process.argv.find((argument) => argument.startsWith("--rounds="))?.slice(9) ?? otherwise);
}

/** Median operations a second of each contender; the rounds go through all of them in turn. */
export async function race(contenders, count) {
  for (const contender of contenders) {
    contender.rates = [];
    if ((await contender.run()) === false) throw new Error(`${contender.name} gives a wrong answer`);
    const warm = performance.now() + warmUpMs;
    while (performance.now() < warm) await contender.run();
  }
  for (let round = 0; round < count; round++) {
    // Another one comes first in each round: who comes after a heavy one starts with cold caches.
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length];
      contender.rates.push(await rate(contender));
    }
  }
  return contenders.map(({ name, rates }) => ({ name, rates }));
}

/** Operations a second in one slice. */
async function rate({ run, sync = false, oneThread = sync, each = 1 }) {
  const start = performance.now();
  const used = process.cpuUsage();
  let done = 0;
  if (sync) for (; performance.now() - start < sliceMs; done++) run();
  else for (; performance.now() - start < sliceMs; done++) await run();
  const { user, system } = process.cpuUsage(used);
  const ms = oneThread ? (user + system) / 1_000 : performance.now() - start;
  return (done * each * 1_000) / ms;
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1];
}

/** Prints a race: medians, and the median of the ratios round by round to the first contender. */
export function print(title, results, { unit = "a second" } = {}) {
  const [first] = results;
  console.log(`\n${title}`);
  for (const { name, rates } of results) {
    const ratio = median(rates.map((rate, round) => rate / first.rates[round]));
    console.log(
      `  ${name.padEnd(58)} ${median(rates)
        .toFixed(median(rates) < 100 ? 1 : 0)
        .padStart(10)} ${unit}   ×${ratio.toFixed(ratio < 0.1 ? 4 : 2)}`,
    );
  }
  return results;
}
