import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, calculateJwkThumbprint } from "jose";

/** A key pair for visitors. Both halves are one line of base64, for an environment variable. */
export interface VisitorKeyPair {
  /** For your site's back end, and nobody else: PKCS#8. */
  readonly privateKey: string;
  /** For the bot: SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** What tokens name the key by: its thumbprint (RFC 7638). */
  readonly keyId: string;
}

/**
 * Makes an Ed25519 key pair: your site signs visitors with the private key, and the bot verifies them with the public one. `ck visitor-key` does the same in a
 * terminal.
 *
 * @returns both keys in base64
 *
 * @example
 * ```ts
 * import { generateVisitorKey, signVisitor, verified } from "@ck/visitor";
 *
 * const { privateKey, publicKey } = await generateVisitorKey();
 * const token = await signVisitor({ id: "u-17" }, { key: privateKey, expiresIn: "15m" });
 * const visitor = verified({ keys: publicKey });
 * ```
 */
export async function generateVisitorKey(): Promise<VisitorKeyPair> {
  const pair = await generateKeyPair("EdDSA", { extractable: true });
  return {
    privateKey: withoutArmour(await exportPKCS8(pair.privateKey)),
    publicKey: withoutArmour(await exportSPKI(pair.publicKey)),
    keyId: await calculateJwkThumbprint(await exportJWK(pair.publicKey)),
  };
}

function withoutArmour(pem: string): string {
  return pem.replaceAll(/-----[A-Z ]+-----|\s/g, "");
}
