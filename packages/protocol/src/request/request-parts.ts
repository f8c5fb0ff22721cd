import type { ENVIRONMENTS, TODOS } from "../constants.js";

/**
 * What the platform asks for; the one key that every request has.
 *
 * Source: docs/contract.md §1.
 */
export type Todo = (typeof TODOS)[number];

/**
 * The environment of the bot that sends the request.
 *
 * Source: docs/contract.md §1, grade D.
 */
export type Environment = (typeof ENVIRONMENTS)[number];

/**
 * The bot a request is for. A bare string on the wire becomes `{ namespace }`.
 *
 * Source: docs/contract.md §1; the object form is grade I.
 */
export interface BotRef {
  readonly namespace: string;
  readonly [key: string]: unknown;
}

/**
 * The action a request is for. A bare string on the wire becomes `{ namespace }`.
 *
 * Source: docs/contract.md §1; the object form is grade O.
 */
export interface ActionRef {
  readonly namespace: string;
  readonly [key: string]: unknown;
}

/**
 * A param of the running action. A bare string on the wire becomes `{ name }`.
 *
 * Source: docs/contract.md §1; the object form is grade S.
 */
export interface ParamRef {
  readonly name: string;
  readonly [key: string]: unknown;
}

/**
 * The chat session, as the client describes it. Other keys are kept.
 *
 * Source: docs/contract.md §1, grades D and S.
 */
export interface SessionData {
  /** `call` or `chat`. */
  readonly medium?: string;
  /** `mobile` or `web`. */
  readonly client_host?: string;
  /** The browser or the mobile system, by name (grade S). */
  readonly client_host_type?: string;
  /** The page's URL, or the app's bundle id. */
  readonly client_identifier?: string;
  /** What the embedding page passed in. The request's `clientData` includes it. Never authorise on it. */
  readonly client_data: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}
