/**
 * DSA signatures of ConvoKraft webhooks: generate and import keys, sign, verify.
 *
 * @module
 */
export {
  HASHES,
  SIGNATURE_ENCODINGS,
  SIGNATURE_FORMATS,
  type Hash,
  type SignatureEncoding,
  type SignatureFormat,
  type SignatureOptions,
} from "./algorithm.js";
export { checkDomainParameters, checkPublicKey, type CheckOptions } from "./key/check-public-key.js";
export type { DomainParameters, UnusualSize } from "./domain-parameters.js";
export type { EngineName } from "./engine/engine.js";
export { isSignatureError, SignatureError, type SignatureErrorCode } from "./error.js";
export { explain } from "./explain/explain.js";
export type { ExplainOptions, Explanation, ExplanationCause, ExplanationFinding } from "./explain/explanation.js";
export type { BodyDamage } from "./explain/explain-body.js";
export type { HeaderDamage } from "./explain/explain-header.js";
export { exportPublicKey, type PublicKeyForms } from "./key/export-public-key.js";
export {
  generateKeyPair,
  type GenerateKeyPairOptions,
  type KeyGenerationProgress,
  type KeyPair,
} from "./key/generate-key-pair.js";
export {
  importPrivateKey,
  publicKeyOf,
  type ImportPrivateKeyOptions,
  type PrivateKeyInput,
  type PrivateKeyNumbers,
} from "./key/import-private-key.js";
export {
  importPublicKey,
  type ImportPublicKeyOptions,
  type PublicKeyInput,
  type PublicKeyNumbers,
} from "./key/import-public-key.js";
export type { NodeKeyObject } from "./key-format/key-object.js";
export {
  createKeyRing,
  type Environment,
  type KeyRing,
  type KeyRingContent,
  type KeyRingKeys,
} from "./ring/key-ring.js";
export { keysFromFiles, keysFromVariables, type KeyPlaces } from "./ring/key-loaders.js";
export { loadKeyRing, type KeyLoader, type LoadedKeyRing, type LoadKeyRingOptions } from "./ring/load-key-ring.js";
export type { KeyWarning, PrivateKey, PublicKey } from "./key/key.js";
export { engineName } from "./engine/select-engine.js";
export { configureEngine, type EngineOptions } from "./engine/wasm/shared-memory.js";
export { sign, signAsync, type SignOptions } from "./sign.js";
export { checkHeader, verify, verifyMaybeSync, verifySync, type VerifyOptions, type VerifyResult } from "./verify.js";
export type { HeaderValue, PublicKeySource, VerifyFailureReason, VerifyKeys } from "./verify-input.js";
