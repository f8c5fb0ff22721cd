import { isExchange, type Exchange, type OpenRecord } from "@ck/emulator/core";
import { HttpError } from "./http-error.js";

/**
 * Reads the exchanges of a file that somebody may have edited.
 *
 * @throws HttpError 400
 */
export function readImport({ exchanges }: OpenRecord): readonly Exchange[] {
  if (!Array.isArray(exchanges) || exchanges.length === 0)
    throw new HttpError(400, "ERR_BODY", "exchanges must be a list of exchanges.");
  return exchanges.map((each: unknown, index) => {
    if (isExchange(each) && isComplete(each)) return each;
    throw new HttpError(400, "ERR_BODY", `Exchange ${index + 1} of the file is not a recorded one.`);
  });
}

/** What the list and the page read beyond what a recording has to have. */
function isComplete({ timings, bytes, verdict }: Exchange): boolean {
  const numbers: readonly unknown[] = [timings.totalMs, bytes.sent, bytes.received];
  const { remarks } = verdict as { readonly remarks: unknown };
  if (!numbers.every(Number.isFinite) || !Array.isArray(remarks) || !remarks.every(isText)) return false;
  if (verdict.outcome === "answered") return isObject(verdict.answer) && isObject(verdict.answer.response);
  const { issues } = verdict as { readonly issues: unknown };
  return (
    Array.isArray(issues) &&
    issues.every(
      (issue) =>
        isObject(issue) && "path" in issue && Array.isArray(issue.path) && "message" in issue && isText(issue.message),
    )
  );
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
