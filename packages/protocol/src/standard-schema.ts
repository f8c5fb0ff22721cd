/**
 * The Standard Schema interface, version 1: what zod, valibot, arktype and others speak. Written down here so that
 * this package needs no dependency; it is compatible with `@standard-schema/spec`.
 *
 * Source: https://standardschema.dev
 *
 * @example
 * ```ts
 * import { requestSchema, type StandardSchemaV1, type WebhookRequest } from "@ck/protocol";
 *
 * const schema: StandardSchemaV1<unknown, WebhookRequest> = requestSchema;
 * schema["~standard"].version; // → 1
 * ```
 */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  /** The properties that the standard asks for. */
  readonly "~standard": StandardSchemaV1Props<Input, Output>;
}

/**
 * The properties under `"~standard"`.
 *
 * @example
 * ```ts
 * import { responseSchema, type StandardSchemaV1Props } from "@ck/protocol";
 *
 * const props: StandardSchemaV1Props = responseSchema["~standard"];
 * props.vendor; // → "ck"
 * ```
 */
export interface StandardSchemaV1Props<Input = unknown, Output = Input> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => StandardSchemaV1Result<Output> | Promise<StandardSchemaV1Result<Output>>;
  /** Carries the types only: it does not exist at run time. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/**
 * What `validate` answers: a value, or issues.
 *
 * @example
 * ```ts
 * import type { StandardSchemaV1Result } from "@ck/protocol";
 *
 * const result: StandardSchemaV1Result<number> = { value: 3 };
 * ```
 */
export type StandardSchemaV1Result<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardSchemaV1Issue[] };

/**
 * One issue, in the standard's form.
 *
 * @example
 * ```ts
 * import type { StandardSchemaV1Issue } from "@ck/protocol";
 *
 * const issue: StandardSchemaV1Issue = { message: "expected a string", path: ["todo"] };
 * ```
 */
export interface StandardSchemaV1Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * The output type of a Standard Schema.
 *
 * @example
 * ```ts
 * import type { InferSchemaOutput, requestSchema, WebhookRequest } from "@ck/protocol";
 *
 * type Output = InferSchemaOutput<typeof requestSchema>;
 * const todo: Output["todo"] = "welcome" satisfies WebhookRequest["todo"];
 * ```
 */
export type InferSchemaOutput<Schema extends StandardSchemaV1> = NonNullable<Schema["~standard"]["types"]>["output"];

/**
 * The input type of a Standard Schema.
 *
 * @example
 * ```ts
 * import type { InferSchemaInput, StandardSchemaV1 } from "@ck/protocol";
 *
 * const input: InferSchemaInput<StandardSchemaV1<string, number>> = "3";
 * ```
 */
export type InferSchemaInput<Schema extends StandardSchemaV1> = NonNullable<Schema["~standard"]["types"]>["input"];
