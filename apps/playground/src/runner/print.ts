/** The longest text of one call. */
const MAX_LENGTH = 2_000;

/** Takes the place of `console`: what the bot prints is shown on the page. */
export function printTo(print: (text: string) => void): Pick<Console, "debug" | "error" | "info" | "log" | "warn"> {
  const write = (...values: unknown[]): void => print(values.map(toText).join(" ").slice(0, MAX_LENGTH));
  return { debug: write, error: write, info: write, log: write, warn: write };
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) {
    const cause = value.cause === undefined ? "" : `\n  cause: ${toText(value.cause)}`;
    return `${value.name}: ${value.message}${cause}`;
  }
  try {
    const json: unknown = JSON.stringify(value);
    return typeof json === "string" ? json : String(value);
  } catch {
    return String(value);
  }
}
