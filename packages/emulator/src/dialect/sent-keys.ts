import type { Todo } from "@ck/protocol";

/** The keys of a request of the emulator, as paths. */
export interface SentKeys {
  /** In each request. */
  readonly always: readonly string[];
  /** Where there is something to say. */
  readonly sometimes: readonly string[];
}

/** All keys of a request in the documented order (docs/contract.md §1). */
export const KEY_ORDER: readonly string[] = [
  "todo",
  "bot",
  "action",
  "button_id",
  "environment",
  "params",
  "userInput",
  "previousParam",
  "paramsToPrompt",
  "user",
  "org",
  "broadcast",
  "cache",
  "sessionData",
  "sessionData.medium",
  "sessionData.client_host",
  "sessionData.client_identifier",
  "sessionData.client_data",
  "clientData",
  "data",
];

const IN_ALL = new Set([
  ...["todo", "bot", "environment", "user", "org", "broadcast", "cache", "clientData"],
  ...KEY_ORDER.filter((path) => path.startsWith("sessionData")),
]);
const ALWAYS: Readonly<Record<Todo, readonly string[]>> = {
  welcome: [],
  fallback: ["userInput"],
  failure: [],
  prompt: ["action", "params", "userInput", "paramsToPrompt"],
  execute: ["action", "params", "userInput"],
  button: ["button_id", "params"],
};
const SOMETIMES: Readonly<Partial<Record<Todo, readonly string[]>>> = {
  failure: ["userInput"],
  prompt: ["previousParam"],
  button: ["action", "userInput", "data"],
};

/**
 * Tells which keys the emulator sends if its dialect says nothing else, in the documented order.
 *
 * @param todo - the kind of request
 * @example
 * ```ts
 * import { sentKeys } from "@ck/emulator";
 *
 * sentKeys("prompt").sometimes; // → ["previousParam"]
 * ```
 */
export function sentKeys(todo: Todo): SentKeys {
  const own = ALWAYS[todo];
  return {
    always: KEY_ORDER.filter((path) => IN_ALL.has(path) || own.includes(path)),
    sometimes: SOMETIMES[todo] ?? [],
  };
}
