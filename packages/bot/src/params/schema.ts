import {
  PARAM_TYPES,
  type InferSchemaInput,
  type InferSchemaOutput,
  type ParamType,
  type StandardSchemaV1,
} from "@ck/protocol";
import { BotError } from "../error.js";
import { shapeOf } from "../check/shape-of.js";
import { readWords, type ParamOptions } from "./param.js";

/** Options of {@link schema}. */
export interface SchemaOptions extends ParamOptions {
  /** The type that the console has for the param. Default: `"string"`. For choices, use `selection`. */
  readonly type?: Exclude<ParamType, "selection" | "multi-selection"> | undefined;
}

/** A Standard Schema with the words for its param. Made by {@link schema}. */
export interface SchemaParam<Input = unknown, Output = Input> extends StandardSchemaV1<Input, Output>, ParamOptions {
  readonly type?: ParamType;
}

/**
 * A param that a Standard Schema (zod, valibot, arktype, …) decodes, with words of your own. A schema can also be declared as
 * it is.
 *
 * @param of - the schema; whether it accepts `undefined` says whether the param may be missing
 * @param options - `ask`, `invalid`, `prompt`, and `type`: see {@link SchemaOptions}; the reason is the schema's first issue
 * @throws {@link BotError} `ERR_INVALID_OPTION`: it is not a Standard Schema, or an option is unknown or wrong
 * @example
 * ```ts
 * import { action, schema } from "@ck/bot";
 * import { z } from "zod";
 *
 * action({
 *   params: { order: schema(z.string().length(6), { ask: "Which order?", invalid: "An order number has six digits." }) },
 *   execute: ({ params }) => `Order ${params.order} is on its way.`, // params.order: string
 * });
 * ```
 */
export function schema<S extends StandardSchemaV1>(
  of: S,
  options: SchemaOptions = {},
): SchemaParam<InferSchemaInput<S>, InferSchemaOutput<S>> {
  const standard = (Object(of) as Partial<S>)["~standard"];
  if (typeof standard?.validate !== "function")
    throw new BotError("ERR_INVALID_OPTION", `schema takes a Standard Schema, such as z.string(); got ${shapeOf(of)}.`);
  const words = readWords("schema", options, ["type"]);
  const { type = "string" } = options;
  if (!PARAM_TYPES.includes(type) || type.endsWith("selection"))
    throw new BotError(
      "ERR_INVALID_OPTION",
      `schema: type must be a type of the console, such as "integer". For choices, use selection().`,
    );
  return { "~standard": standard, type, ...words };
}
