import type { EmulatedBot } from "@ck/emulator";
import { dialectOf } from "./dialect.js";
import type { ListenReport, ReportedFact, SeenForm } from "./report.js";

/**
 * Writes a report for a person.
 *
 * @param report - what {@link reportOn} found
 * @param bot - the definition, as for {@link dialectOf}
 */
export function renderReport(report: ListenReport, bot?: Pick<EmulatedBot, "actions">): string {
  const { exchanges, unreadable, first, last, facts, unknown, forms, signatures } = report;
  const dialect = Object.entries(dialectOf(report, bot));
  const lines = [
    `${exchanges} exchanges${first === undefined ? "" : `, from ${first} to ${last ?? first}`}${unreadable > 0 ? `; ${unreadable} files cannot be read` : ""}`,
    "",
    "What the contract assumes:",
    ...facts.map((each) => `  [${each.grade}] ${each.statement} ${verdictOn(each)}`),
    "",
    unknown.length === 0 ? "Nothing came that the contract does not know." : "What the contract does not know:",
    ...unknown.map(describe),
    "",
    "Values:",
    ...forms.filter(({ path }) => path.startsWith("params.")).map(describe),
    "",
    `Signatures: ${
      Object.entries(signatures)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(", ") || "none"
    }`,
    ...(dialect.length === 0 ? [] : ["", "As a dialect of the emulator:"]),
    ...dialect.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
  ];
  return lines.join("\n");
}

function verdictOn({ confirmed, contradicted }: ReportedFact): string {
  if (contradicted === 0) return `confirmed ${times(confirmed)}`;
  return `CONTRADICTED ${times(contradicted)}${confirmed > 0 ? `, confirmed ${times(confirmed)}` : ""}`;
}

function describe({ path, form, count }: SeenForm): string {
  return `  ${path} arrived as ${form}, ${times(count)}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
