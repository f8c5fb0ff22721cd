import { explain, type HeaderValue, type PublicKeySource, type SignatureOptions } from "@ck/signature";
import { BotError } from "../error.js";
import type { OnError } from "../events.js";

/** How many rejections of one receiver are explained outside production: enough to set it up, and too few to attack it with. */
export const EXPLAINED_FAILURES = 3;

/** The most explanations in a minute, however many are allowed in total. */
const A_MINUTE = 10;
const MINUTE_MS = 60_000;

/** How long one explanation may take, in ms. */
const EXPLAIN_MS = 500;

/** The largest body that is explained, in bytes: the platform's requests are smaller, and each variant of the body costs time. */
export const EXPLAIN_BYTES = 8_192;

/** Tells the author why signatures were rejected, in the background, one at a time. */
export class Explainer {
  readonly #options: SignatureOptions;
  readonly #onError: OnError;
  #left: number;
  /** When the latest explanations were asked for, the oldest first. */
  #recent: number[] = [];
  /** Settles when the last one that was asked for is out. */
  #last: Promise<void> = Promise.resolve();

  constructor(failures: number, options: SignatureOptions, onError: OnError) {
    this.#left = failures;
    this.#options = options;
    this.#onError = onError;
  }

  /** Whether the next rejection would be explained. */
  get isReady(): boolean {
    if (this.#left < 1) return false;
    const minuteAgo = performance.now() - MINUTE_MS;
    this.#recent = this.#recent.filter((at) => at > minuteAgo);
    return this.#recent.length < A_MINUTE;
  }

  /** Explains a rejection to `onError`. Whatever it finds, the request stays rejected. */
  explain(body: Uint8Array, header: HeaderValue, keys: PublicKeySource): void {
    if (body.byteLength > EXPLAIN_BYTES || !this.isReady) return;
    this.#left--;
    this.#recent.push(performance.now());
    this.#last = this.#last.then(async () => {
      try {
        const { message } = await explain(body, header, keys, { ...this.#options, maxMs: EXPLAIN_MS });
        this.#onError(new BotError("ERR_SIGNATURE", `A request was rejected with 401. ${message}`), {});
      } catch {
        // A rejection that cannot be explained is still in the events.
      }
    });
  }
}
