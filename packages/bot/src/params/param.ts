import type { Decoded, Option, StandardSchemaV1 } from "@ck/protocol";
import { BotError } from "../error.js";

/** How the visitor is spoken to about a param. */
export interface ParamOptions {
  /** The question, where the bot and not the platform has to put it: a value that is still missing at `execute`. Default: "Please give the leave type." for `leaveType`. */
  readonly ask?: string | undefined;
  /** What is said when a value does not decode. A function is given the reason in English. Default: the reason. */
  readonly invalid?: string | ((reason: string) => string) | undefined;
}

/**
 * A declared param: how its value is read, and how it is asked for again. Made by `text()`, `integer()`, `date()` and their like.
 */
export interface Param<T> extends ParamOptions {
  /** Reads a value that is not unset. Never throws. */
  readonly decode: (value: unknown) => Decoded<T>;
  /** The choices to show when the param is asked for again. */
  readonly choices?: readonly Option[];
  /** Several of the choices can be taken. Default: one. */
  readonly multiple?: boolean;
  /** May be missing at `execute`. */
  readonly optional: boolean;
}

/** What may stand in `params` of an action: a {@link Param}, or any Standard Schema (zod, valibot, arktype, …). */
export type ParamDeclaration = Param<unknown> | StandardSchemaV1;

/** The `params` of an action: name → declaration. */
export type ParamDeclarations = Readonly<Record<string, ParamDeclaration>>;

/** The value that a declaration gives to the handlers. */
export type InferParam<D> =
  D extends Param<infer T> ? T : D extends StandardSchemaV1<unknown, infer Output> ? Output : unknown;

/** The values that the handlers of an action see, by name: raw ones where nothing is declared. */
export type InferParams<P extends ParamDeclarations> = string extends keyof P
  ? Readonly<Record<string, unknown>>
  : {
      readonly [K in keyof P as undefined extends InferParam<P[K]> ? never : K]: InferParam<P[K]>;
    } & {
      readonly [K in keyof P as undefined extends InferParam<P[K]> ? K : never]?: Exclude<InferParam<P[K]>, undefined>;
    };

/** A param that has to have a value. */
export function param<T>(decode: (value: unknown) => Decoded<T>, { ask, invalid }: ParamOptions): Param<T> {
  for (const [option, words] of Object.entries({ ask, invalid })) {
    if (typeof words === "string" && words.trim() === "") {
      throw new BotError(
        "ERR_INVALID_BOT",
        `The option ${option} of a param is blank. Write what the visitor should read, or leave it out.`,
      );
    }
  }
  return {
    decode,
    optional: false,
    ...(ask !== undefined && { ask }),
    ...(invalid !== undefined && { invalid }),
  };
}
