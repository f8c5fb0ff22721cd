import { checkOptions } from "../check-options.js";
import { createVault } from "./create-vault.js";
import type { KeyOptions, Vault } from "./vault.js";
import { EMPTY } from "./vault-state.js";

/**
 * Creates a vault that lives in memory, for tests and for browsers. It has no key until `secure()`.
 *
 * @param options - the size of its keys, and the clock
 * @example
 * ```ts
 * import { createMemoryVault } from "@ck/emulator";
 *
 * const vault = createMemoryVault({ keys: { parameters: "published" } });
 * const { pem } = await vault.secure();
 * console.log(pem.split("\n")[0]); // -----BEGIN PUBLIC KEY-----
 * ```
 */
export function createMemoryVault(options: KeyOptions = {}): Vault {
  checkOptions(options, { keys: true, now: true } satisfies Record<keyof KeyOptions, true>, "createMemoryVault");
  let state = EMPTY;
  return createVault(
    {
      read: () => Promise.resolve(state),
      // eslint-disable-next-line @typescript-eslint/require-await -- a throw becomes a rejection
      async update(change) {
        state = change(state);
        return state;
      },
    },
    options,
  );
}
