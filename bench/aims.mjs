// What the benchmarks' `--aims` share: the machine, the spread of what was measured, and each aim as met or missed.
import { arch, cpus, loadavg, platform, release } from "node:os";
import process from "node:process";
import { median } from "./race.mjs";

/** Whether a flag such as `--quick` was given. */
export function isAsked(flag) {
  return process.argv.includes(flag);
}

/** What a figure depends on besides the code. */
export function machine() {
  return {
    node: process.version,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    system: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    // Above the number of cores, other programs take part of the time, and the spread tells how much to believe.
    load: Number(loadavg()[0]?.toFixed(1)),
  };
}

/** The machine, in a line. */
export function machineLine() {
  const { node, openssl, cpu, cores, system, load } = machine();
  return `Node ${node}, OpenSSL ${openssl}, ${cores} × ${cpu}, ${system}, load ${load}`;
}

/** The median of some values and their quartiles. */
export function spread(values, digits = 2) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part) => Number(sorted[Math.floor((sorted.length - 1) * part)].toFixed(digits));
  return { value: Number(median(values).toFixed(digits)), from: at(0.25), to: at(0.75) };
}

/** One aim and what was measured. `least` or `most` is the bound on the median. */
export function judge(name, values, { least, most }) {
  const value = median(values);
  const isMet = (least === undefined || value >= least) && (most === undefined || value <= most);
  return { name, aim: least === undefined ? `at most ${most}` : `at least ${least}`, ...spread(values), isMet };
}

/** Prints each aim as met or missed. The exit code is 1 if one is missed. */
export function reportAims(aims, details = {}) {
  if (isAsked("--json")) console.log(JSON.stringify({ machine: machine(), aims, ...details }, null, 2));
  else {
    console.log(`\n${machineLine()}\nmedian (quartiles)`);
    for (const { name, aim, value, from, to, isMet } of aims)
      console.log(`  ${isMet ? "met   " : "missed"}  ${name.padEnd(58)} ${value} (${from} to ${to}), aim ${aim}`);
  }
  process.exitCode = aims.every(({ isMet }) => isMet) ? 0 : 1;
}
