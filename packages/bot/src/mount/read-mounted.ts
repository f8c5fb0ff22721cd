import { matchActionName } from "@ck/protocol";
import type { KeyRing } from "@ck/signature";
import type { Bot } from "../bot.js";
import { shapeOf } from "../check/shape-of.js";
import { BotError } from "../error.js";
import type { OnError } from "../events.js";
import { trustKeys, type PublicKeyOption } from "../guard/keys.js";
import { TrustedKeys } from "../guard/trusted-keys.js";
import { isBot, type Bots } from "./bots.js";
import { mountSeveral } from "./mount-several.js";
import { mountOne, type Mounted } from "./mounted.js";

/** The longest name of a bot: it stands in log lines and in the labels of metrics. */
const MOST_CHARACTERS = 100;

/**
 * Reads what is mounted: one bot, or several by name. Which of the two it is decides how `publicKey` is read: by environment, or by bot.
 *
 * @param check - called with the keys of each bot
 * @throws {@link BotError} `ERR_INVALID_BOT`, `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`
 */
export function readMounted(
  mountable: unknown,
  publicKey: unknown,
  check: (ring: KeyRing) => void,
  onError: OnError,
): Mounted {
  const trust = (option: unknown, path: string): TrustedKeys | false => {
    const ring = trustKeys(option as PublicKeyOption | undefined, path);
    if (ring === false) return false;
    check(ring);
    return new TrustedKeys(ring, onError);
  };
  if (isBot(mountable)) return mountOne(mountable, trust(publicKey, "publicKey"));
  const bots = readBots(mountable);
  const keys = readKeys(publicKey, bots);
  return mountSeveral(
    Object.entries(bots).map(([name, bot]) => ({ name, bot, trusted: trust(keys[name], `publicKey.${name}`) })),
    onError,
  );
}

/** @throws {@link BotError} `ERR_INVALID_BOT`: it is neither a bot nor bots by name */
export function readBots(value: unknown): Bots {
  if (Object.prototype.toString.call(value) !== "[object Object]")
    throw invalidBot(`The bot must be what createBot({ … }) returns; got ${shapeOf(value)}.`);
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  if (!entries.some(([, bot]) => isBot(bot)))
    throw invalidBot(
      "The bot must be what createBot({ … }) returns, or several bots by name: { leave: bot, helpdesk: bot }; got an object.",
    );
  const names = entries.map(([name]) => name);
  for (const [index, [name, bot]] of entries.entries()) {
    if (!isBot(bot)) throw invalidBot(`The bot ${name} must be what createBot({ … }) returns; got ${shapeOf(bot)}.`);
    if (!/[\p{L}\p{N}]/u.test(name) || name.length > MOST_CHARACTERS || /\p{C}/u.test(name))
      throw invalidBot(`The name of a bot must be that of the platform, with at most ${MOST_CHARACTERS} characters.`);
    const alike = names.slice(0, index).find((each) => matchActionName(name, [each]) !== undefined);
    if (alike !== undefined)
      throw invalidBot(
        `The bots ${alike} and ${name} have names that a request cannot tell apart: case and punctuation do not count.`,
      );
  }
  return value as Bots;
}

function readKeys(publicKey: unknown, bots: Bots): Readonly<Record<string, PublicKeyOption>> {
  const names = Object.keys(bots);
  if (publicKey === false) return Object.fromEntries(names.map((name) => [name, false]));
  const example = `publicKey takes the keys of each bot by its name: { ${names.map((name) => `${name}: …`).join(", ")} }`;
  if (Object.prototype.toString.call(publicKey) !== "[object Object]")
    throw new BotError(
      publicKey === undefined ? "ERR_NO_PUBLIC_KEY" : "ERR_INVALID_OPTION",
      `${example}; got ${shapeOf(publicKey)}.`,
    );
  const unknown = Object.keys(publicKey as object).find((name) => !Object.hasOwn(bots, name));
  if (unknown !== undefined) throw new BotError("ERR_INVALID_OPTION", `${example}; there is no bot ${unknown}.`);
  return publicKey as Readonly<Record<string, PublicKeyOption>>;
}

/** The bot of a name, or the only one. */
export function botOf(mountable: Bot | Bots, name: string | undefined): Bot | undefined {
  if (isBot(mountable)) return name === undefined ? mountable : undefined;
  return name !== undefined && Object.hasOwn(mountable, name) ? mountable[name] : undefined;
}

function invalidBot(message: string): BotError {
  return new BotError("ERR_INVALID_BOT", message);
}
