import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { openVault, type EmulatedBotDefinition, type Vault } from "@ck/emulator";
import { webhook } from "@ck/express";
import { createKeyRing } from "@ck/signature";
import express, { type Express } from "express";
import { serveDesk, type DeskOptions, type ServedDesk } from "../../src/index.js";
import { createLeaveBot, leaveDefinition } from "./leave-bot.js";

/** A desk with the server of a bot, as they stand on an author's machine. */
export interface Started {
  readonly desk: ServedDesk;
  /** `http://127.0.0.1:4000` */
  readonly origin: string;
  readonly token: string;
  readonly vault: Vault;
  readonly folder: string;
  /** Where the bot's server is. */
  readonly webhookOrigin: string;
  readonly close: () => Promise<void>;
}

/** How {@link startDesk} starts. */
export interface StartOptions extends Partial<
  Pick<DeskOptions, "allowHosts" | "page" | "limits" | "onError" | "jobs" | "visitor" | "visitors">
> {
  readonly definition?: Partial<EmulatedBotDefinition> | undefined;
  /** The vault has a retired key, which the server does not know. */
  readonly rotated?: boolean | undefined;
  /** Puts something before the leave bot. */
  readonly before?: ((app: Express) => void) | undefined;
  /** Puts another server in the place of the leave bot's. */
  readonly mount?: ((app: Express, pem: string) => void) | undefined;
}

/** Starts the leave bot on Express, secured with a key of a vault, and a desk for it. */
export async function startDesk({
  definition,
  before,
  mount,
  rotated = false,
  ...options
}: StartOptions = {}): Promise<Started> {
  const folder = await mkdtemp(path.join(tmpdir(), "ck-desk-"));
  const vault = await openVault(path.join(folder, ".ck"), {
    keyFile: path.join(folder, ".ck", "vault.key"),
    // Published primes need no search.
    keys: { parameters: "published" },
  });
  await vault.secure();
  if (rotated) await vault.rotate();
  const { pem } = await vault.secure();
  const app = express();
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const webhookOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  before?.(app);
  if (mount) mount(app, pem);
  else {
    const ring = createKeyRing({ development: pem });
    app.all("/convokraft", webhook(createLeaveBot(`${webhookOrigin}/images`), { publicKey: ring, explainFailures: 0 }));
    app.get("/images/:name", (req, res) => void res.type("image/svg+xml").send(picture(req.params.name)));
  }
  const desk = await serveDesk({
    bot: leaveDefinition(`${webhookOrigin}/convokraft`, definition),
    vault,
    recordings: path.join(folder, "recordings"),
    ...options,
  });
  const url = new URL(desk.url);
  return {
    desk,
    origin: url.origin,
    token: new URLSearchParams(url.hash.slice(1)).get("token") ?? "",
    vault,
    folder,
    webhookOrigin,
    async close() {
      await desk.close();
      await stop(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

function picture(name: string): string {
  const [from, to] = name === "sick.svg" ? ["#f7b267", "#f25c54"] : ["#84c7ae", "#2a7f9e"];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="90"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs><rect width="160" height="90" fill="url(#g)"/><circle cx="122" cy="30" r="14" fill="#fff" opacity=".8"/></svg>`;
}
