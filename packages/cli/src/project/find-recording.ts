import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { CliError } from "../error.js";
import type { ProjectFlags } from "../flags.js";
import { vaultFolder } from "./open-vault.js";

/** The folder in which the emulator's page keeps its recordings. */
export function recordingsFolder(flags: ProjectFlags): string {
  return path.join(vaultFolder(flags), "recordings");
}

/**
 * Finds a recorded exchange by part of its file name, in the folder of recordings.
 *
 * @returns `undefined` if `name` is a file or a path
 * @throws {@link CliError} `ERR_INVALID_OPTION`: several match; `ERR_SETUP`: none matches
 */
export async function findRecording(name: string, flags: ProjectFlags): Promise<string | undefined> {
  if (name === "-" || existsSync(name) || name.includes("/") || name.includes(path.sep)) return undefined;
  const folder = recordingsFolder(flags);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // A link may lead anywhere.
  const names = entries.filter((each) => each.isFile()).map((each) => each.name);
  const found = names.filter((each) => each.endsWith(".json") && each.includes(name));
  if (found.length > 1)
    throw new CliError("ERR_INVALID_OPTION", `${name} matches ${found.length} recordings. Give more of the name.`);
  if (found[0] !== undefined) return path.join(folder, found[0]);
  throw new CliError("ERR_SETUP", `There is no file ${name}, and no recording in ${folder} matches it.`);
}

/** Tells whether bytes are a recorded exchange or a saved chat. `undefined` for anything else, such as the body of a request. */
export function recordedKind(bytes: Uint8Array): "exchange" | "transcript" | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value !== "object" || value === null || !("kind" in value) || !("version" in value)) return undefined;
    return value.kind === "exchange" || value.kind === "transcript" ? value.kind : undefined;
  } catch {
    return undefined;
  }
}
