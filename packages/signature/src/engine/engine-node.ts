import type { KeyObject } from "node:crypto";
import type { Check, Engine } from "./engine.js";
import { SignatureError } from "../error.js";
import { gather } from "./gather.js";
import type { PublicKeyParts } from "../key/key.js";
import type { NodeCryptoModule } from "../runtime.js";

const dsaEncoding = "ieee-p1363";

/** The engine that calls `node:crypto`, one-shot and with a parsed key: within a few per cent of OpenSSL itself. */
export function createNodeEngine(crypto: NodeCryptoModule): Engine {
  function publicHandle(key: PublicKeyParts): KeyObject {
    return parsedOnce(key, "node", () =>
      crypto.createPublicKey({ key: key.spki as Buffer, format: "der", type: "spki" }),
    );
  }

  const verifySync: Engine["verifySync"] = (check) => {
    try {
      // Given r and s, Node writes DER itself, which costs some microseconds more than passing the DER.
      return check.der === undefined
        ? crypto.verify(check.hash, check.body, { key: publicHandle(check.key), dsaEncoding }, check.signature)
        : crypto.verify(check.hash, check.body, publicHandle(check.key), check.der);
    } catch (cause) {
      throw refused(cause);
    }
  };
  const verifyInPool = (check: Check): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const { hash, body, key, signature, der } = check;
      const done = (error: Error | null, valid: boolean): void => {
        if (error == null) resolve(valid);
        else reject(refused(error));
      };
      if (der === undefined) crypto.verify(hash, body, { key: publicHandle(key), dsaEncoding }, signature, done);
      else crypto.verify(hash, body, publicHandle(key), der, done);
    });

  const hold = (check: Check): [Check] => [{ ...check, body: new Uint8Array(check.body) }];
  return { name: "node", verifySync, verify: gather(verifySync, verifyInPool, hold) };
}

/** Parsing a key costs more than half of a check, so it is done once for each key. */
export function parsedOnce(key: PublicKeyParts, name: string, parse: () => KeyObject): KeyObject {
  const known = key.prepared.get(name) as KeyObject | undefined;
  if (known !== undefined) return known;
  const parsed = parse();
  key.prepared.set(name, parsed);
  return parsed;
}

/** Keys and signatures have been checked before, so what fails here is the runtime, not the request. */
function refused(cause: unknown): SignatureError {
  return new SignatureError(
    "ERR_RUNTIME",
    "The runtime's crypto refused to verify with this key and hash; a policy (FIPS mode, OpenSSL's security level) may forbid them. Use others, or pass { engine: \"portable\" }.",
    { cause },
  );
}
