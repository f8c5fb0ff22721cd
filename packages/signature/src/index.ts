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
export { explain } from "./explain.js";
export type { ExplainOptions, Explanation, ExplanationCause, ExplanationFinding } from "./explanation.js";
export type { BodyDamage } from "./explain-body.js";
export type { HeaderDamage } from "./explain-header.js";
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
export type { NodeKeyObject } from "./key-object.js";
export { createKeyRing, type Environment, type KeyRing, type KeyRingContent, type KeyRingKeys } from "./key-ring.js";
export { keysFromFiles, keysFromVariables, type KeyPlaces } from "./key-loaders.js";
export { loadKeyRing, type KeyLoader, type LoadedKeyRing, type LoadKeyRingOptions } from "./load-key-ring.js";
export type { KeyWarning, PrivateKey, PublicKey } from "./key.js";
export { engineName } from "./select-engine.js";
export { sign, signAsync, type SignOptions } from "./sign.js";
export { verify, verifySync, type VerifyOptions, type VerifyResult } from "./verify.js";
export type { HeaderValue, PublicKeySource, VerifyFailureReason, VerifyKeys } from "./verify-input.js";
