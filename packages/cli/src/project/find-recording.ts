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
 * @returns `undefined` where `name` is a file itself, or none has the name
 * @throws CliError `ERR_USAGE` where several have
 */
export async function findRecording(name: string, flags: ProjectFlags): Promise<string | undefined> {
  if (name === "-" || existsSync(name) || name.includes("/") || name.includes(path.sep)) return undefined;
  const folder = recordingsFolder(flags);
  const names = await readdir(folder).catch((): string[] => []);
  const found = names.filter((each) => each.endsWith(".json") && each.includes(name));
  if (found.length > 1)
    throw new CliError("ERR_USAGE", `${found.length} recordings have ${name} in their name. Give more of it.`);
  return found[0] === undefined ? undefined : path.join(folder, found[0]);
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
