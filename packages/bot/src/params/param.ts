import { isProtocolError, type Decoded, type Option, type ParamType, type StandardSchemaV1 } from "@ck/protocol";
import { BotError } from "../error.js";
import { requireKnownOptions } from "../check/known-options.js";
import { shapeOf } from "../check/shape-of.js";

/** What the visitor reads about a param. */
export interface ParamOptions {
  /** The question for a value that is missing at `execute`. Default: "Please give the leave type." for `leaveType`, or `missing` of the bot's `texts`. */
  readonly ask?: string | undefined;
  /** The message for a value that does not decode. A function gets the reason, in the language of the bot's `texts`. Default: the reason. */
  readonly invalid?: string | ((reason: string) => string) | undefined;
  /**
   * The question that the platform itself asks, as the console has it: for `defineConsole`, and ignored by `receive`. Default: `ask`, or a question made
   * from the name.
   */
  readonly prompt?: string | undefined;
}

/**
 * A declared param: how its value is decoded and asked for. Made by `text()`, `integer()`, `date()` and the others.
 */
export interface Param<T> extends ParamOptions {
  /** Decodes a value that is set. Never throws. */
  readonly decode: (value: unknown) => Decoded<T>;
  /** The choices to show when the param is asked for again. */
  readonly choices?: readonly Option[];
  /** Whether several of the choices can be picked. Default: one. */
  readonly multiple?: boolean;
  /** The type that the console has for it. Default: `"string"`. */
  readonly type?: ParamType;
  /** Whether it may be missing at `execute`. */
  readonly optional: boolean;
}

/** A declaration in `params` of an action: a {@link Param}, or any Standard Schema (zod, valibot, arktype, …). */
export type ParamDeclaration = Param<unknown> | StandardSchemaV1;

/** The `params` of an action: name → declaration. */
export type ParamDeclarations = Readonly<Record<string, ParamDeclaration>>;

/** The value that the handlers get for a declaration. */
export type InferParam<D> =
  D extends Param<infer T> ? T : D extends StandardSchemaV1<unknown, infer Output> ? Output : unknown;

/** The values that the handlers of an action get, by name; raw ones if nothing is declared. */
export type InferParams<P extends ParamDeclarations> = string extends keyof P
  ? Readonly<Record<string, unknown>>
  : {
      readonly [K in keyof P as undefined extends InferParam<P[K]> ? never : K]: InferParam<P[K]>;
    } & {
      readonly [K in keyof P as undefined extends InferParam<P[K]> ? K : never]?: Exclude<InferParam<P[K]>, undefined>;
    };

/** How a kind of param is declared. */
interface Declaration<T> {
  /** The function that the author calls, for messages. */
  readonly owner: string;
  readonly type: ParamType;
  readonly options: ParamOptions;
  /** The options beside {@link ParamOptions}. */
  readonly known?: readonly string[];
  readonly decode: (value: unknown) => Decoded<T>;
}

/**
 * A param that must have a value.
 * @throws {@link BotError} `ERR_INVALID_OPTION`: an option is unknown or wrong
 */
export function param<T>({ owner, type, options, known = [], decode }: Declaration<T>): Param<T> {
  const words = readWords(owner, options, known);
  try {
    // Wrong options are found here and not when a visitor answers; with a date, because that is what a time zone is for.
    decode("2026-01-01");
  } catch (cause) {
    if (!isProtocolError(cause)) throw cause;
    throw new BotError("ERR_INVALID_OPTION", `${owner}: ${cause.message}`, { cause });
  }
  return { decode, type, optional: false, ...words };
}

/** The options that every declaration has, checked; without those that are left out. */
export function readWords(owner: string, options: ParamOptions, known: readonly string[]): ParamOptions {
  requireKnownOptions(options, ["ask", "invalid", "prompt", ...known], owner);
  const { ask, invalid, prompt } = options;
  requireWords(owner, "ask", ask);
  requireWords(owner, "prompt", prompt);
  if (typeof invalid !== "function") requireWords(owner, "invalid", invalid);
  return {
    ...(ask !== undefined && { ask }),
    ...(invalid !== undefined && { invalid }),
    ...(prompt !== undefined && { prompt }),
  };
}

function requireWords(owner: string, option: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && value.trim() !== "")) return;
  const found = typeof value === "string" ? "a blank string" : shapeOf(value);
  throw new BotError(
    "ERR_INVALID_OPTION",
    `${owner}: ${option} must be what the visitor should read; got ${found}. Write it, or leave the option out.`,
  );
}

/** Checks that something is a declaration, and not the function that makes one. */
export function requireParam(owner: string, value: unknown): void {
  const { decode } = Object(value) as Partial<Param<unknown>>;
  if (typeof decode === "function") return;
  throw new BotError("ERR_INVALID_OPTION", `${owner} takes a param, such as integer(); got ${shapeOf(value)}.`);
}
