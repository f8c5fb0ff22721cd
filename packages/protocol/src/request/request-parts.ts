import type { ENVIRONMENTS, TODOS } from "../constants.js";

/**
 * What the platform asks for: the one key that every request has.
 *
 * Source: contract §1.
 *
 * @example
 * ```ts
 * import type { Todo } from "@ck/protocol";
 *
 * const todo: Todo = "execute";
 * ```
 */
export type Todo = (typeof TODOS)[number];

/**
 * Where the bot that sends a request runs.
 *
 * Source: contract §1, grade D.
 *
 * @example
 * ```ts
 * import type { Environment } from "@ck/protocol";
 *
 * const environment: Environment = "production";
 * ```
 */
export type Environment = (typeof ENVIRONMENTS)[number];

/**
 * The bot a request is for. A bare string on the wire becomes `{ namespace }`.
 *
 * Source: contract §1; the object form is grade I.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * parseRequest({ todo: "welcome", bot: "leave_bot" }).bot; // → { namespace: "leave_bot" }
 * ```
 */
export interface BotRef {
  readonly namespace: string;
  readonly [key: string]: unknown;
}

/**
 * The action a request is for. A bare string on the wire becomes `{ namespace }`.
 *
 * Source: contract §1; the object form is grade O.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * parseRequest({ todo: "execute", action: "ApplyLeave" }).action; // → { namespace: "ApplyLeave" }
 * ```
 */
export interface ActionRef {
  readonly namespace: string;
  readonly [key: string]: unknown;
}

/**
 * A param of the running action. A bare string on the wire becomes `{ name }`.
 *
 * Source: contract §1; the object form is grade S.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * const request = parseRequest({ todo: "prompt", action: "ApplyLeave", previousParam: "leaveType" });
 * request.todo === "prompt" && request.previousParam; // → { name: "leaveType" }
 * ```
 */
export interface ParamRef {
  readonly name: string;
  readonly [key: string]: unknown;
}

/**
 * The chat session, as the client describes itself. Keys that are not named here are kept.
 *
 * Source: contract §1, grades D and S.
 *
 * @example
 * ```ts
 * import { parseRequest } from "@ck/protocol";
 *
 * const { sessionData } = parseRequest({ todo: "welcome", sessionData: { medium: "chat" } });
 * sessionData; // → { medium: "chat", client_data: {} }
 * ```
 */
export interface SessionData {
  /** `call` or `chat`. */
  readonly medium?: string;
  /** `mobile` or `web`. */
  readonly client_host?: string;
  /** The page's URL, or the app's bundle id. */
  readonly client_identifier?: string;
  /** What the embedding page handed over. `clientData` of the request holds the same, merged. Never authorise on it. */
  readonly client_data: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}
