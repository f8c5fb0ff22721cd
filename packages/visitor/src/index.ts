/**
 * Tell a bot who its visitor is: the site's back end signs ({@link signVisitor}), and the bot verifies ({@link verified}).
 * @module
 */
export type { Duration } from "./duration.js";
export { isVisitorError, VisitorError } from "./error.js";
export type { VisitorErrorCode } from "./error.js";
export { generateVisitorKey } from "./key/generate-visitor-key.js";
export type { VisitorKeyPair } from "./key/generate-visitor-key.js";
export type { VisitorJwk, VisitorKey } from "./key/jwk.js";
export type { VisitorSecret } from "./key/secret.js";
export { signVisitor } from "./sign-visitor.js";
export type { SignVisitorOptions, VisitorToSign } from "./sign-visitor.js";
export type { VisitorKeys, VisitorKeySet } from "./verify/key-source.js";
export { verified } from "./verify/verified.js";
export type { VerifiedOptions, Visitor } from "./verify/verified.js";
