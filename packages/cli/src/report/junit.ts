import { writeFile } from "node:fs/promises";
import { CliError } from "../error.js";

/** One test case of a JUnit report. */
export interface JUnitCase {
  readonly name: string;
  /** What is wrong; absent if it passed. */
  readonly failure?: { readonly message: string; readonly details?: string | undefined } | undefined;
  /** Why it was not run. */
  readonly skipped?: string | undefined;
  readonly seconds?: number | undefined;
}

/**
 * Writes a JUnit report, which CI systems show.
 *
 * @throws {@link CliError} `ERR_SETUP`: the file cannot be written
 */
export async function writeJUnit(file: string, suite: string, cases: readonly JUnitCase[]): Promise<void> {
  try {
    await writeFile(file, toJUnit(suite, cases));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError("ERR_SETUP", `${file} cannot be written (${String(code)}).`, { cause });
  }
}

/** The text of a JUnit report. */
export function toJUnit(suite: string, cases: readonly JUnitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const skipped = cases.filter(({ skipped: reason }) => reason !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  const lines = cases.map((each) => `    ${toElement(suite, each)}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${escape(suite)}" ${counts}>
${lines.join("\n")}
  </testsuite>
</testsuites>
`;
}

function toElement(suite: string, { name, failure, skipped, seconds }: JUnitCase): string {
  const time = seconds === undefined ? "" : ` time="${seconds.toFixed(3)}"`;
  const open = `<testcase classname="${escape(suite)}" name="${escape(name)}"${time}`;
  if (failure !== undefined)
    return `${open}><failure message="${escape(failure.message)}">${escape(failure.details ?? failure.message)}</failure></testcase>`;
  if (skipped !== undefined) return `${open}><skipped message="${escape(skipped)}"/></testcase>`;
  return `${open}/>`;
}

function escape(text: string): string {
  return (
    text
      // XML 1.0 has no escape for control characters and lone surrogates.
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, "\uFFFD")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("\n", "&#10;")
  );
}
