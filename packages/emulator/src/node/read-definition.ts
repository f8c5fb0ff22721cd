import { readFile } from "node:fs/promises";
import type { EmulatedBot } from "../emulated-bot.js";
import { EmulatorError } from "../error.js";
import { parseDefinition, type ParseDefinitionOptions } from "../definition/parse-definition.js";

/**
 * Reads a definition from a file.
 *
 * @param path - the file. Default `"convokraft.json"`
 * @throws {@link EmulatorError} `ERR_DEFINITION_FILE`: the file cannot be read or is not UTF-8
 * @throws {@link EmulatorError} `ERR_DEFINITION`: as {@link parseDefinition}
 * @example
 * ```ts
 * import { readDefinition } from "@ck/emulator";
 *
 * const bot = await readDefinition("convokraft.json", { onWarning: ({ message }) => console.warn(message) });
 * ```
 */
export async function readDefinition(
  path: string = "convokraft.json",
  options: ParseDefinitionOptions = {},
): Promise<EmulatedBot> {
  return parseDefinition(await readText(path), { file: path, ...options });
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (cause) {
    throw new EmulatorError("ERR_DEFINITION_FILE", describe(path, cause), { cause });
  }
}

function describe(path: string, cause: unknown): string {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  if (code === "ENOENT")
    return `There is no file ${path}, which describes the bot. Pass its path, or create one with \`ck init\`.`;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return `${path} is not UTF-8. Save it in that encoding.`;
  return `${path} cannot be read (${String(code)}). See the cause.`;
}
