import { CliError } from "../error.js";
import { readInput } from "../terminal/read-input.js";
import type { Terminal } from "../terminal/terminal.js";

/**
 * Reads a file that holds a JSON object.
 *
 * @throws {@link CliError} `ERR_SETUP`: it cannot be read, or is not a JSON object
 */
export async function readJsonObject(file: string, terminal: Terminal): Promise<Readonly<Record<string, unknown>>> {
  const text = new TextDecoder().decode(await readInput(file, terminal));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Reported below.
  }
  throw new CliError("ERR_SETUP", `${file} must hold a JSON object.`);
}
