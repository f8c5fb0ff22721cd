import type { Environment } from "@ck/protocol";
import { checkPublicKey, isSignatureError, type KeyRing, type PublicKey, type PublicKeySource } from "@ck/signature";
import { BotError } from "../error.js";
import type { OnError } from "../events.js";

/**
 * The keys of a ring that are really trusted. The import of a key leaves out whether its modulus is prime, which takes too long there: that is tested here,
 * in the background, when a key is first seen. Whoever chose a composite one may be able to forge signatures, so such a key is refused from then on.
 */
export class TrustedKeys implements PublicKeySource {
  readonly #ring: KeyRing;
  readonly #onError: OnError;
  readonly #seen = new Set<string>();
  readonly #refused = new Set<string>();
  /** What the ring last gave: it replaces the array whenever it changes. */
  #given: readonly PublicKey[] | undefined;
  #trusted: readonly PublicKey[] = [];
  #isEmptyReported = false;

  constructor(ring: KeyRing, onError: OnError) {
    this.#ring = ring;
    this.#onError = onError;
    this.publicKeys();
  }

  publicKeys(): readonly PublicKey[] {
    const given = this.#ring.publicKeys();
    if (given === this.#given) return this.#trusted;
    this.#given = given;
    this.#trusted = given.filter(({ keyId }) => !this.#refused.has(keyId));
    for (const key of this.#trusted) void this.#check(key);
    this.#reportEmpty();
    return this.#trusted;
  }

  environmentsOf(keyId: string): readonly Environment[] {
    return this.#refused.has(keyId) ? [] : this.#ring.environmentsOf(keyId);
  }

  async #check(key: PublicKey): Promise<void> {
    if (this.#seen.has(key.keyId)) return;
    this.#seen.add(key.keyId);
    try {
      await checkPublicKey(key);
    } catch (cause) {
      if (!isSignatureError(cause) || cause.code === "ERR_RUNTIME") {
        // The runtime could not tell, as while workerd loads a module, which has no randomness then. The next change of the ring tries again.
        this.#seen.delete(key.keyId);
        return;
      }
      this.#refused.add(key.keyId);
      this.#given = undefined;
      this.#onError(
        new BotError(
          "ERR_KEY_REFUSED",
          `The public key ${key.keyId} is unsafe, and requests that it signed are rejected with 401 from now on: ${cause.message}`,
          { cause },
        ),
        {},
      );
    }
  }

  /** Once for each time that the last key goes. */
  #reportEmpty(): void {
    const isEmpty = this.#trusted.length === 0;
    if (isEmpty && !this.#isEmptyReported) {
      this.#onError(
        new BotError(
          "ERR_NO_PUBLIC_KEY",
          "The key ring has no usable key left: every request is rejected with 401 until it gets one. Add the key that the console shows.",
        ),
        {},
      );
    }
    this.#isEmptyReported = isEmpty;
  }
}
