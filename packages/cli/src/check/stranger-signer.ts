import type { Sign } from "@ck/emulator";
import { generateKeyPair, importPrivateKey, signAsync } from "@ck/signature";

/** Creates a function that signs with a key of its own, which no server knows. */
export function createStrangerSigner(): Sign {
  let signing: Promise<Sign> | undefined;
  const create = async (): Promise<Sign> => {
    const key = importPrivateKey((await generateKeyPair({ parameters: "published" })).privateKey);
    return (body) => signAsync(body, key);
  };
  return async (body, environment) => (await (signing ??= create()))(body, environment);
}
