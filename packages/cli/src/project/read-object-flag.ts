import { CliError } from "../error.js";

/** Reads a flag that is a JSON object. */
export function readObjectFlag(
  text: string | undefined,
  flag: string,
  example: string,
): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Reported below.
  }
  throw new CliError("ERR_INVALID_OPTION", `${flag} takes a JSON object: ${flag} '${example}'`);
}
