import { RESPONSE_LIMIT_BYTES, RESPONSE_TIMEOUT_MS } from "@ck/protocol";
import { add, type Tally } from "./tally.js";
import type { Terminal } from "./terminal.js";

/** Prints a line per server above the platform's limits. Returns whether everything was as expected. */
export function printSummary(tallies: ReadonlyMap<string, Tally>, { print, style }: Terminal): boolean {
  const format = (value: number): string => Math.round(value).toLocaleString("en");
  const rows = [...tallies].map(([name, { requests, asExpected, slowestMs, largestBytes }]) => [
    name,
    `${asExpected} of ${requests}`,
    `${format(slowestMs)} ms`,
    `${format(largestBytes)} B`,
  ]);
  const head = ["", "as expected", "slowest answer", "largest answer"];
  const limits = ["limit", "", `${format(RESPONSE_TIMEOUT_MS)} ms`, `${format(RESPONSE_LIMIT_BYTES)} B`];
  const table = [head, ...rows, limits];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const align = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("   ");

  print("");
  print(style("dim", align(head)));
  for (const [index, { requests, asExpected }] of [...tallies.values()].entries()) {
    print(style(asExpected === requests ? "green" : "red", align(rows[index] ?? [])));
  }
  print(style("dim", align(limits)));

  const { requests, asExpected } = [...tallies.values()].reduce(add);
  const all = asExpected === requests;
  print("");
  print(
    all
      ? `All ${requests} answers were as expected.`
      : style("red", `${requests - asExpected} of ${requests} answers were not as expected.`),
  );
  return all;
}
