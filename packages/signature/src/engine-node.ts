import type { KeyObject } from "node:crypto";
import type { Engine } from "./engine.js";
import type { PrivateKeyParts, PublicKeyParts } from "./key.js";
import { writePkcs8 } from "./key-bytes.js";
import { gather } from "./gather.js";
import type { NodeCryptoModule } from "./runtime.js";

const dsaEncoding = "ieee-p1363";

/** The engine around `node:crypto`: one-shot calls with a parsed key, within a few per cent of OpenSSL itself. */
export function createNodeEngine(crypto: NodeCryptoModule): Engine {
  /** Parsing the key costs more than half of a check, so it is done once a key. */
  function prepare(key: PublicKeyParts, name: string, parse: () => KeyObject): KeyObject {
    const known = key.prepared.get(name) as KeyObject | undefined;
    if (known !== undefined) return known;
    const parsed = parse();
    key.prepared.set(name, parsed);
    return parsed;
  }
  function publicHandle(key: PublicKeyParts): KeyObject {
    return prepare(key, "node", () => crypto.createPublicKey({ key: key.spki as Buffer, format: "der", type: "spki" }));
  }
  function privateHandle(key: PrivateKeyParts): KeyObject {
    return prepare(key, "node-private", () =>
      crypto.createPrivateKey({ key: writePkcs8(key, key.x) as Buffer, format: "der", type: "pkcs8" }),
    );
  }

  // Written anew from r and s, a signature costs OpenSSL's wrapper some microseconds more than as DER.
  const verifySync: Engine["verifySync"] = ({ hash, body, key, signature, der }) =>
    der === undefined
      ? crypto.verify(hash, body, { key: publicHandle(key), dsaEncoding }, signature)
      : crypto.verify(hash, body, publicHandle(key), der);
  const verifyInPool: Engine["verify"] = ({ hash, body, key, signature, der }) =>
    new Promise((resolve, reject) => {
      const done = (error: Error | null, valid: boolean): void => {
        if (error == null) resolve(valid);
        else reject(error);
      };
      if (der === undefined) crypto.verify(hash, body, { key: publicHandle(key), dsaEncoding }, signature, done);
      else crypto.verify(hash, body, publicHandle(key), der, done);
    });

  return {
    name: "node",
    verifySync,
    verify: gather(verifySync, verifyInPool),
    signSync: (hash, body, key) => crypto.sign(hash, body, { key: privateHandle(key), dsaEncoding }),
    sign: (hash, body, key) =>
      new Promise((resolve, reject) => {
        crypto.sign(hash, body, { key: privateHandle(key), dsaEncoding }, (error, signature) => {
          if (error == null) resolve(signature);
          else reject(error);
        });
      }),
  };
}
