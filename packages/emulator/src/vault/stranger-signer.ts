import { generateKeyPair, importPrivateKey, signAsync } from "@ck/signature";
import type { Sign } from "../emulated-bot.js";

/** Signs with a key of its own, that no server knows: made when it is first needed, and kept. */
export function createStrangerSigner(): Sign {
  let made: Promise<Sign> | undefined;
  const make = async (): Promise<Sign> => {
    const { privateKey } = await generateKeyPair();
    const key = importPrivateKey(privateKey);
    return (body) => signAsync(body, key);
  };
  return async (body, environment) => {
    made ??= make();
    return (await made)(body, environment);
  };
}
