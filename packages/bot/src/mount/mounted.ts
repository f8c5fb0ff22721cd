import type { WebhookRequest } from "@ck/protocol";
import type { PublicKeySource } from "@ck/signature";
import type { Bot } from "../bot.js";
import type { TrustedKeys } from "../guard/trusted-keys.js";

/** A bot behind a URL. */
export interface Mount {
  /** Its name, if there are several. */
  readonly name?: string | undefined;
  readonly bot: Bot;
  /** Its keys; `false` if anybody may send it requests. */
  readonly trusted: TrustedKeys | false;
}

/** The bots behind a URL. */
export interface Mounted {
  readonly mounts: readonly Mount[];
  /** The keys of all bots; `false` if none of them has any. */
  readonly trusted: PublicKeySource | false;
  /** Whether a request without a valid signature may be for one of them. */
  readonly hasUnsigned: boolean;
  /**
   * Finds the bot that a request is for.
   *
   * @param keyId - the key that signed it; `undefined` if none did
   * @throws {@link Refusal} if the key must not speak for the bot that the request names, or nobody can tell which it is
   */
  readonly select: (request: WebhookRequest, keyId: string | undefined) => Mount;
}

/** One bot alone: whatever name a request has for it, it is the one. */
export function mountOne(bot: Bot, trusted: TrustedKeys | false): Mounted {
  const mount: Mount = { bot, trusted };
  return { mounts: [mount], trusted, hasUnsigned: false, select: () => mount };
}
