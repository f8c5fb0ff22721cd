import type { InferSchemaInput, InferSchemaOutput, StandardSchemaV1 } from "@ck/protocol";
import { BotError } from "../error.js";
import { shapeOf } from "../check/shape-of.js";
import { readWords, type ParamOptions } from "./param.js";

/** A Standard Schema with the words for its param. Made by {@link schema}. */
export interface SchemaParam<Input = unknown, Output = Input> extends StandardSchemaV1<Input, Output>, ParamOptions {}

/**
 * A param that a Standard Schema (zod, valibot, arktype, …) decodes, with words of your own. A schema can also be declared as
 * it is.
 *
 * @param of - the schema; whether it accepts `undefined` says whether the param may be missing
 * @param options - `ask`, `invalid`: {@link ParamOptions}; the reason is the schema's first issue
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
  options: ParamOptions = {},
): SchemaParam<InferSchemaInput<S>, InferSchemaOutput<S>> {
  const standard = (Object(of) as Partial<S>)["~standard"];
  if (typeof standard?.validate !== "function")
    throw new BotError("ERR_INVALID_OPTION", `schema takes a Standard Schema, such as z.string(); got ${shapeOf(of)}.`);
  const { ask, invalid } = readWords("schema", options, []);
  return {
    "~standard": standard,
    ...(ask !== undefined && { ask }),
    ...(invalid !== undefined && { invalid }),
  };
}
