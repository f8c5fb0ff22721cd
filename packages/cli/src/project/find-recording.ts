import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { CliError } from "../error.js";
import type { ProjectFlags } from "../flags.js";
import { vaultFolder } from "./open-vault.js";

/** Where the emulator's page keeps what it records. */
export function recordingsFolder(flags: ProjectFlags): string {
  return path.join(vaultFolder(flags), "recordings");
}

/**
 * Finds a recorded exchange by a part of its file's name, in the folder of recordings.
 *
 * @returns `undefined` where `name` is a file itself, or the path of one
 * @throws CliError `ERR_USAGE` where several have; `ERR_SETUP` where none has
 */
export async function findRecording(name: string, flags: ProjectFlags): Promise<string | undefined> {
  if (name === "-" || existsSync(name) || name.includes("/") || name.includes(path.sep)) return undefined;
  const folder = recordingsFolder(flags);
  const names = await readdir(folder).catch((): string[] => []);
  const found = names.filter((each) => each.endsWith(".json") && each.includes(name));
  if (found.length > 1)
    throw new CliError("ERR_USAGE", `${found.length} recordings have ${name} in their name. Give more of it.`);
  if (found[0] !== undefined) return path.join(folder, found[0]);
  throw new CliError("ERR_SETUP", `There is no file ${name}, and no recording in ${folder} has that in its name.`);
}

/** Whether bytes are a recorded exchange, and not the body of a request. */
export function isRecording(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return (
      typeof value === "object" && value !== null && "kind" in value && value.kind === "exchange" && "version" in value
    );
  } catch {
    return false;
  }
}
