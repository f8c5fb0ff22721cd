import type { Vault } from "@ck/emulator/core";
import { Hono } from "hono";
import type { Desk } from "../desk.js";
import { HttpError } from "../http/http-error.js";
import { readJson } from "../http/read-json.js";

/** What the console offers to do with the keys. The vault does it, and only shows public keys. */
export function botRoutes(desk: Desk): Hono {
  const routes = new Hono();
  routes.get("/bot", async (context) => context.json(await desk.viewBot()));
  for (const change of ["secure", "rotate", "deploy"] as const)
    routes.post(`/bot/${change}`, async (context) => {
      await readJson(context);
      await vaultOf(desk)[change]();
      return context.json(await desk.refreshBot());
    });
  return routes;
}

function vaultOf({ vault }: Desk): Vault {
  if (vault !== undefined) return vault;
  throw new HttpError(
    409,
    "ERR_NOT_SECURED",
    "The bot is not secured, so it has no keys. Set webhook.secured to true.",
  );
}
