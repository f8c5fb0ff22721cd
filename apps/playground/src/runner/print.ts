/** The longest text of one call. */
const MAX_LENGTH = 2_000;
/** The most calls that are shown before the bot waits for something, and then each second. A loop would flood the page. */
const MAX_CALLS = 100;

/** Takes the place of `console`: what the bot prints is shown on the page. */
export function printTo(print: (text: string) => void): Pick<Console, "debug" | "error" | "info" | "log" | "warn"> {
  let calls = 0;
  const write = (...values: unknown[]): void => {
    // In an endless loop, no timer fires.
    if (calls === 0) setTimeout(() => (calls = 0), 1_000);
    calls += 1;
    if (calls <= MAX_CALLS)
      print(
        values
          .map((value) => toText(value))
          .join(" ")
          .slice(0, MAX_LENGTH),
      );
    else if (calls === MAX_CALLS + 1) print("… What it prints in this second is not shown any more.");
  };
  return { debug: write, error: write, info: write, log: write, warn: write };
}

/** How many causes of an error are shown. */
const MAX_CAUSES = 5;

/** Whatever a bot prints must not end in an error. */
function toText(value: unknown, depth: number = 0): string {
  try {
    if (typeof value === "string") return value;
    if (value instanceof Error) {
      const hasCause = value.cause !== undefined && depth < MAX_CAUSES;
      return `${value.name}: ${value.message}${hasCause ? `\n  cause: ${toText(value.cause, depth + 1)}` : ""}`;
    }
    const json: unknown = JSON.stringify(value);
    return typeof json === "string" ? json : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
