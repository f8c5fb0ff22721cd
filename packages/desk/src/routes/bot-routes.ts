import type { Vault } from "@ck/emulator";
import type { Desk } from "../desk.js";
import { HttpError } from "../http/http-error.js";
import { readJson } from "../http/read-json.js";
import type { Route } from "../http/router.js";

/** What the console offers to do with the keys. The vault does it, and only shows public keys. */
export function botRoutes(desk: Desk): readonly Route[] {
  const change = (name: "secure" | "rotate" | "deploy"): Route => ({
    method: "POST",
    pattern: `/api/bot/${name}`,
    async handle({ request }) {
      await readJson(request);
      await vaultOf(desk)[name]();
      return desk.refreshBot();
    },
  });
  return [
    { method: "GET", pattern: "/api/bot", handle: () => desk.viewBot() },
    change("secure"),
    change("rotate"),
    change("deploy"),
  ];
}

function vaultOf({ vault }: Desk): Vault {
  if (vault !== undefined) return vault;
  throw new HttpError(
    409,
    "ERR_NOT_SECURED",
    "The bot is not secured, so it has no keys. Set webhook.secured to true.",
  );
}
