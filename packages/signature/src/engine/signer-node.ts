import type { KeyObject } from "node:crypto";
import type { Signer } from "./engine.js";
import { parsedOnce } from "./engine-node.js";
import type { PrivateKeyParts } from "../key/key.js";
import { writePkcs8 } from "../key-format/key-bytes.js";
import type { NodeCryptoModule } from "../runtime.js";

const dsaEncoding = "ieee-p1363";

/** Signs with `node:crypto`. */
export function createNodeSigner(crypto: NodeCryptoModule): Signer {
  function privateHandle(key: PrivateKeyParts): KeyObject {
    return parsedOnce(key, "node-private", () =>
      crypto.createPrivateKey({ key: writePkcs8(key, key.x) as Buffer, format: "der", type: "pkcs8" }),
    );
  }
  return {
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
