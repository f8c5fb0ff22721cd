import type { Exchange } from "@ck/emulator";
import type { Client } from "../state/client.js";
import { saveAs } from "../ui/save-as.js";

/** The version of the file. */
const VERSION = 1;

/** Saves exchanges in one file, in the order given. */
export async function exportExchanges(client: Client, ids: readonly string[]): Promise<true> {
  const exchanges: Exchange[] = [];
  for (const id of ids) exchanges.push((await client.exchange(id)).exchange);
  const text = `${JSON.stringify({ kind: "exchanges", version: VERSION, exchanges }, undefined, 2)}\n`;
  saveAs(new Blob([text], { type: "application/json" }), `exchanges-${exchanges.length}.json`);
  return true;
}

/**
 * Reads the exchanges of a file that was exported, or the one of a recording. Whether each is an exchange, the server
 * checks.
 *
 * @throws Error with a message for the person who picked the file
 */
export function readExported(text: string): readonly unknown[] {
  const file = parse(text);
  if (file["kind"] === "exchanges" && file["version"] === VERSION && Array.isArray(file["exchanges"]))
    return file["exchanges"] as unknown[];
  if (file["kind"] === "exchange") return [file["exchange"]];
  throw new Error("This file holds no exchanges. Pick one that was exported here, or a recording.");
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
