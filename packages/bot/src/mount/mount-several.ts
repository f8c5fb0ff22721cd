import { matchActionName, type WebhookRequest } from "@ck/protocol";
import type { PublicKey, PublicKeySource } from "@ck/signature";
import { BotError } from "../error.js";
import type { OnError } from "../events.js";
import type { TrustedKeys } from "../guard/trusted-keys.js";
import { Refusal } from "../wire/refusal.js";
import type { Mount, Mounted } from "./mounted.js";

/** A bot that has a name. */
type Named = Mount & { readonly name: string };
type Signed = Named & { readonly trusted: TrustedKeys };

/**
 * Several bots at one URL. The signature is verified first, with the keys of all. The key says which bot may be meant; the name in the body then has to be
 * that bot's.
 *
 * @throws {@link BotError} `ERR_INVALID_OPTION`: two bots have the same key, so that one could speak for the other
 */
export function mountSeveral(mounts: readonly Named[], onError: OnError): Mounted {
  const names = mounts.map(({ name }) => name);
  const signed = mounts.filter((mount): mount is Signed => mount.trusted !== false);
  const unsigned = mounts.filter(({ trusted }) => trusted === false);
  const shared = findShared(signed);
  if (shared !== undefined) throw new BotError("ERR_INVALID_OPTION", sharedKey(shared));
  /** The keys that a key ring brought to a second bot while the server ran. */
  const reported = new Set<string>();

  function bySignature(request: WebhookRequest, keyId: string): Named {
    const [owner, other] = signed.filter(({ trusted }) => trusted.environmentsOf(keyId).length > 0);
    // A key may be taken off its ring while a check with it is in progress.
    if (owner === undefined) throw new Refusal(401, "wrong-environment");
    if (other !== undefined) {
      if (!reported.has(keyId))
        onError(new BotError("ERR_KEY_REFUSED", sharedKey({ owner, other, keyId })), { bot: owner.name });
      reported.add(keyId);
      throw new Refusal(401, "wrong-bot", `the key is that of ${owner.name} and of ${other.name}`);
    }
    const asked = request.bot?.namespace;
    if (asked !== undefined && matchActionName(asked, names) !== owner.name)
      throw new Refusal(401, "wrong-bot", `the key is that of ${owner.name}, and the body names another bot`);
    return owner;
  }

  function byName({ bot }: WebhookRequest): Named {
    const asked = bot && matchActionName(bot.namespace, names);
    const found =
      bot === undefined
        ? unsigned.length === 1
          ? unsigned[0]
          : undefined
        : unsigned.find(({ name }) => name === asked);
    if (found !== undefined) return found;
    throw new Refusal(401, "wrong-bot", "there is no signature, and the body names no bot that is unsigned");
  }

  return {
    mounts,
    trusted: signed.length > 0 && new KeysOfAll(signed.map(({ trusted }) => trusted)),
    hasUnsigned: unsigned.length > 0,
    select: (request, keyId) => (keyId === undefined ? byName(request) : bySignature(request, keyId)),
  };
}

/** A key that two bots have. */
interface Shared {
  readonly owner: Named;
  readonly other: Named;
  readonly keyId: string;
}

function findShared(signed: readonly Signed[]): Shared | undefined {
  const owners = new Map<string, Named>();
  for (const other of signed) {
    for (const { keyId } of other.trusted.publicKeys()) {
      const owner = owners.get(keyId);
      if (owner !== undefined) return { owner, other, keyId };
      owners.set(keyId, other);
    }
  }
  return undefined;
}

function sharedKey({ owner, other, keyId }: Shared): string {
  return `publicKey.${owner.name} and publicKey.${other.name} have the same key, ${keyId}: one bot could speak for the other. The platform makes a key pair for each bot. Use the key that the console shows for each.`;
}

/** The keys of several bots, as one list that is only replaced when one of theirs is. */
class KeysOfAll implements PublicKeySource {
  readonly #sources: readonly PublicKeySource[];
  #given: readonly (readonly PublicKey[])[] = [];
  #all: readonly PublicKey[] = [];

  constructor(sources: readonly PublicKeySource[]) {
    this.#sources = sources;
  }

  publicKeys(): readonly PublicKey[] {
    const given = this.#sources.map((source) => source.publicKeys());
    if (given.some((keys, index) => keys !== this.#given[index])) {
      this.#given = given;
      this.#all = given.flat();
    }
    return this.#all;
  }
}
