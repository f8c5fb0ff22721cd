import { generateKeyPair, importPrivateKey, signAsync } from "@ck/signature";
import type { Sign } from "../emulated-bot.js";

/**
 * Creates a signer with a key that no server knows, to check that a server rejects it. The key is generated at the
 * first signature and never leaves the function.
 *
 * @example
 * ```ts
 * import { createStrangerSigner } from "@ck/emulator";
 *
 * const sign = createStrangerSigner();
 * console.log(typeof (await sign(new TextEncoder().encode("{}"), "development"))); // string
 * ```
 */
export function createStrangerSigner(): Sign {
  let created: Promise<Sign> | undefined;
  const create = async (): Promise<Sign> => {
    // Published primes need no search.
    const { privateKey } = await generateKeyPair({ parameters: "published" });
    const key = importPrivateKey(privateKey);
    return (body) => signAsync(body, key);
  };
  return async (body, environment) => {
    created ??= create();
    return (await created)(body, environment);
  };
}
