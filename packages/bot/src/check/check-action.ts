import type { AnyAction } from "../bot.js";
import { BotError } from "../error.js";
import type { AnyHook } from "../hooks/hook.js";
import { findMissing } from "../hooks/needed-hooks.js";
import type { LateTodo } from "../late/late-answer.js";
import { requireKnownOptions } from "./known-options.js";
import { shapeOf } from "./shape-of.js";

export const ACTION_KEYS: readonly string[] = [
  "sentences",
  "params",
  "prompt",
  "durable",
  "execute",
  "buttons",
  "followups",
  "use",
  "visitor",
];

/** @throws {@link BotError} `ERR_INVALID_BOT`, `ERR_INVALID_OPTION` */
export function checkAction(value: AnyAction | undefined, path: string, use: readonly AnyHook[]): void {
  if (typeof value !== "object") throw invalidBot(`${path} must be action({ … }); got ${shapeOf(value)}.`);
  requireKnownKeys(value, ACTION_KEYS, path);
  for (const [index, sentence] of listOf(value.sentences, `${path}.sentences`).entries())
    requireText(sentence, `${path}.sentences[${index}]`);
  listOf(value.followups, `${path}.followups`);
  const { execute, prompt } = value as { readonly execute: unknown; readonly prompt?: unknown };
  requireFunction(execute, `${path}.execute`);
  if (prompt !== undefined) requireFunction(prompt, `${path}.prompt`);
  if (typeof value.durable !== "boolean")
    requireTodos(value.durable, `${path}.durable`, ["execute", "button", "prompt"], "true, or ");
  requireHooks(value.use, `${path}.use`);
  if (![undefined, "required"].includes(value.visitor))
    throw invalidBot(`${path}.visitor must be "required", or left out; got ${shapeOf(value.visitor)}.`);
  const missing = findMissing(value, use);
  if (missing !== undefined) {
    throw invalidBot(
      `${path} was made by a factory whose hook ${missing.name || "(without a name)"} this bot does not have. Use the createBot of that factory, or give the bot the same hooks.`,
    );
  }
  for (const [id, handler] of Object.entries(value.buttons ?? {})) requireFunction(handler, `${path}.buttons.${id}`);
  for (const [name, declaration] of Object.entries(value.params ?? {})) {
    // A schema may be a function with properties: those of arktype are.
    if (!("decode" in Object(declaration)) && !("~standard" in Object(declaration))) {
      throw invalidBot(
        `${path}.params.${name} must be text(), integer(), … or a Standard Schema; got ${shapeOf(declaration)}.`,
      );
    }
  }
}

/** An instance of a class may have fields of its own. */
export function requireKnownKeys(value: object, known: readonly string[], owner: string): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) requireKnownOptions(value, known, owner);
}

export function requireText(value: unknown, path: string): void {
  if (typeof value === "string" && value.trim() !== "") return;
  throw invalidBot(`${path} must be a text; got ${typeof value === "string" ? "a blank string" : shapeOf(value)}.`);
}

function listOf(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value as unknown[];
  throw invalidBot(`${path} must be a list; got ${shapeOf(value)}.`);
}

export function requireHooks(value: readonly AnyHook[] | undefined, path: string): readonly AnyHook[] {
  for (const [index, each] of listOf(value, path).entries()) requireFunction(each, `${path}[${index}]`);
  return value ?? [];
}

export function requireTodos(value: unknown, path: string, known: readonly LateTodo[], or = ""): void {
  if (value === undefined || (Array.isArray(value) && value.every((todo) => known.includes(todo as LateTodo)))) return;
  throw invalidBot(`${path} must be ${or}a list of ${known.join(", ")}; got ${shapeOf(value)}.`);
}

export function requireFunction(
  value: unknown,
  path: string,
  expected = "a function",
): asserts value is (...parameters: unknown[]) => unknown {
  if (typeof value !== "function") throw invalidBot(`${path} must be ${expected}; got ${shapeOf(value)}.`);
}

export function invalidBot(message: string): BotError {
  return new BotError("ERR_INVALID_BOT", message);
}
