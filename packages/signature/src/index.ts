/**
 * DSA signatures of ConvoKraft webhooks: make and import keys, sign, verify.
 *
 * @module
 */
export type { Hash, SignatureEncoding, SignatureFormat, SignatureOptions } from "./algorithm.js";
export { checkDomainParameters, checkPublicKey, type CheckOptions } from "./check-public-key.js";
export type { DomainParameters, UnusualSize } from "./domain-parameters.js";
export type { EngineName } from "./engine.js";
export { isSignatureError, SignatureError, type SignatureErrorCode } from "./error.js";
export { exportPublicKey, type PublicKeyForms } from "./export-public-key.js";
export {
  generateKeyPair,
  type GenerateKeyPairOptions,
  type KeyGenerationProgress,
  type KeyPair,
} from "./generate-key-pair.js";
export {
  importPrivateKey,
  publicKeyOf,
  type ImportPrivateKeyOptions,
  type PrivateKeyInput,
  type PrivateKeyNumbers,
} from "./import-private-key.js";
export {
  importPublicKey,
  type ImportPublicKeyOptions,
  type PublicKeyInput,
  type PublicKeyNumbers,
} from "./import-public-key.js";
export type { KeyWarning, PrivateKey, PublicKey } from "./key.js";
export { engineName } from "./select-engine.js";
export { sign, signAsync, type SignOptions } from "./sign.js";
export {
  verify,
  verifySync,
  type HeaderValue,
  type PublicKeySource,
  type VerifyFailureReason,
  type VerifyKeys,
  type VerifyOptions,
  type VerifyResult,
} from "./verify.js";
