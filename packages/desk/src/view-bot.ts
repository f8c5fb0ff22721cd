import { FAULTS, type EmulatedBot, type KeyRecord, type Limits, type OpenRecord, type Vault } from "@ck/emulator/core";
import type { BotView } from "./api/views.js";

/** The bot as the console shows it. Of its keys, the vault only ever gives the public halves. */
export async function viewBot(
  bot: EmulatedBot,
  {
    limits,
    vault,
    hasJobs,
    knowsVisitors,
    visitor,
  }: {
    readonly limits: Limits;
    readonly vault: Vault | undefined;
    readonly hasJobs: boolean;
    readonly knowsVisitors: boolean;
    readonly visitor: OpenRecord | undefined;
  },
): Promise<BotView> {
  const { name, webhook, handlers, failureMessage, actions, dialect } = bot;
  const common = {
    name,
    webhook,
    handlers,
    failureMessage,
    actions,
    dialect,
    limits,
    faults: FAULTS,
    hasJobs,
    knowsVisitors,
    ...(visitor && { visitor }),
  };
  try {
    const keys = (await vault?.history()) ?? [];
    return { ...common, keys: keys.map(toShow).reverse() };
  } catch (error) {
    return { ...common, keys: [], keysProblem: error instanceof Error ? error.message : "The keys cannot be read." };
  }
}

/** Named one by one: what a later version of the vault may add must not reach the page by itself. */
function toShow({ keyId, base64, pem, created, retired, environments }: KeyRecord): KeyRecord {
  return { keyId, base64, pem, created, environments, ...(retired !== undefined && { retired }) };
}
