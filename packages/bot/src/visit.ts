import type { Deadline } from "./time/deadline.js";
import type { WaitUntil } from "./wire/wait-until.js";

/** What is known of one request beside what it says. */
export interface Visit {
  readonly deadline: Deadline;
  /** Told of what goes on after the answer. */
  readonly waitUntil: WaitUntil;
  /** The key that verified the request and the canonical bytes of the signature; `undefined` where the bot runs unsigned. */
  readonly signer?: Signer | undefined;
}

/** Who signed a request, and the numbers that tell it from all others. */
export interface Signer {
  readonly keyId: string;
  readonly signature: Uint8Array;
}
