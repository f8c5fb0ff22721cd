import type { Environment } from "@ck/protocol";

/** What is known of every visitor. */
export interface VisitorIdentity {
  /** What the site calls this visitor by. */
  readonly id: string;
}

/** Checks the token with which a site says who its visitor is. `verified` of `@ck/visitor` makes one. */
export interface VisitorVerifier<V extends VisitorIdentity = VisitorIdentity> {
  /** The key of `clientData` that holds the token. */
  readonly tokenKey: string;
  /** Checks what stands under that key. Rejects only if the verifier itself is set up wrong. */
  readonly verify: (token: unknown, request: VisitorRequest) => Promise<VisitorCheck<V>>;
}

/** The request that a token came with. */
export interface VisitorRequest {
  readonly environment: Environment | undefined;
  /** The id of the chat session, if the platform names it. */
  readonly sessionId: string | undefined;
  /** When the request arrived. */
  readonly at: Date;
}

/** The visitor, or why there is none. */
export type VisitorCheck<V extends VisitorIdentity = VisitorIdentity> =
  | { readonly visitor: V; readonly reason?: undefined }
  | {
      readonly visitor?: undefined;
      readonly reason: VisitorRefusal;
      /** For `keys` and `store`: what failed. */
      readonly cause?: unknown;
    };

/**
 * Why a visitor is not known.
 *
 * - `missing`: there is no token
 * - `malformed`: it is not a token, or not one for a visitor
 * - `too-large`: it is longer than any token of ours
 * - `algorithm`, `unknown-key`, `signature`: it was not signed with one of the verifier's keys
 * - `expired`, `too-early`, `lifetime`: its time is over, has not come, or is longer than the verifier allows
 * - `audience`: it is for another bot or environment
 * - `other-session`: it is bound to another chat session, or was first shown in one
 * - `claims`: what it says of the visitor does not match the schema
 * - `keys`: the verifier could not get its keys
 * - `store`: the store that remembers who showed a token first did not answer
 */
export type VisitorRefusal =
  | "missing"
  | "malformed"
  | "too-large"
  | "algorithm"
  | "unknown-key"
  | "signature"
  | "expired"
  | "too-early"
  | "lifetime"
  | "audience"
  | "other-session"
  | "claims"
  | "keys"
  | "store";
