import { randomBytes } from "node:crypto";
import path from "node:path";
import { openStateFile, type EmulatedBot, type Vault, type VisitorIssuer } from "@ck/emulator";
import type { DeskOptions, ServedDesk } from "@ck/desk";

/** Which page, and whose. */
export interface PageOptions {
  /** The folder in which the address is kept. */
  readonly folder: string;
  /** The port that was asked for. Absent: that of the last run, or a free one from 4000 on. */
  readonly port: number | undefined;
  readonly bot: EmulatedBot;
  readonly vault: Vault;
  readonly visitors: VisitorIssuer;
  readonly limits: NonNullable<DeskOptions["limits"]>;
  /** The jobs that were given up, where the queue is known. */
  readonly jobs: DeskOptions["jobs"];
}

const FIRST_PORT = 4000;
const PORTS = 100;

interface Address {
  readonly port: number;
  readonly token: string;
}

/**
 * Serves the page at the address of the last run, so that a page that is open goes on.
 *
 * @throws `DeskError` `ERR_LISTEN`: the port that was asked for cannot be used
 */
export async function openPage({ folder, port, ...options }: PageOptions): Promise<ServedDesk> {
  // Only this command and `ck emulator` need the page and its server.
  const { isDeskError, serveDesk } = await import("@ck/desk");
  const file = openStateFile(path.join(folder, "dev.json"));
  const kept = readAddress(await file.read());
  const token = kept?.token ?? randomBytes(32).toString("base64url");
  const first = port ?? kept?.port ?? FIRST_PORT;
  for (let next = first; ; next++) {
    try {
      const desk = await serveDesk({ ...options, token, port: next, recordings: path.join(folder, "recordings") });
      await file.write({ port: Number(new URL(desk.url).port), token } satisfies Address);
      return desk;
    } catch (error) {
      const isTaken = isDeskError(error) && error.code === "ERR_LISTEN";
      if (!isTaken || port !== undefined || next >= first + PORTS) throw error;
    }
  }
}

function readAddress(value: unknown): Address | undefined {
  const { port, token } = Object(value) as { readonly port?: unknown; readonly token?: unknown };
  if (!Number.isInteger(port) || Number(port) < 1 || Number(port) > 65_535 - PORTS) return undefined;
  return typeof token === "string" && /^[\w-]{43}$/.test(token) ? { port: Number(port), token } : undefined;
}
