import type { InferSchemaOutput, StandardSchemaV1, StandardSchemaV1Result } from "@ck/protocol";
import { requireKnownOptions } from "../check/known-options.js";
import { shapeOf } from "../check/shape-of.js";
import { BotError } from "../error.js";
import type { Nothing } from "../hooks/hook.js";
import { asJson, lostOnTheWay } from "./round-trip.js";

/** The name of a store that has a schema. */
export type StoreName = "session" | "cache";

/**
 * The schema of a store: any Standard Schema (zod, valibot, arktype, …) of an object. With `migrate`, what an older bot stored is
 * made what the schema accepts: it is called with whatever does not fit, and may be async.
 */
export type StoreOption<S extends StandardSchemaV1 = StandardSchemaV1> =
  | S
  | {
      readonly schema: S;
      readonly migrate?: ((old: Readonly<Record<string, unknown>>) => unknown) | undefined;
    };

/** What the options `session` and `cache` add to the contexts of the handlers; nothing for one that is not given. */
export type StoresAdded<S extends StandardSchemaV1, C extends StandardSchemaV1> = Given<
  S,
  { session: InferSchemaOutput<S> }
> &
  Given<C, { cache: InferSchemaOutput<C> }>;

/** `never` is an option that is not given. Any schema at all is what `ReturnType<typeof createBot>` makes of it. */
type Given<S extends StandardSchemaV1, Added> = [S] extends [never]
  ? Nothing
  : [StandardSchemaV1] extends [S]
    ? Nothing
    : Added;

/** A store with its schema. */
export interface TypedStore {
  readonly name: StoreName;
  readonly schema: StandardSchemaV1;
  readonly migrate?: ((old: Readonly<Record<string, unknown>>) => unknown) | undefined;
}

/**
 * Reads the options `session` and `cache`.
 *
 * @throws {@link BotError} `ERR_INVALID_OPTION`: it is not a schema, its schema does not accept `{}`, or its defaults do not survive JSON
 */
export function readStores(
  options: Readonly<Partial<Record<StoreName, StoreOption | undefined>>>,
): readonly TypedStore[] | undefined {
  const stores = (["session", "cache"] as const).flatMap((name) => {
    const option = options[name];
    return option === undefined ? [] : [readStore(name, option)];
  });
  return stores.length === 0 ? undefined : stores;
}

function readStore(name: StoreName, option: StoreOption): TypedStore {
  const { schema, migrate } = isSchema(option) ? { schema: option, migrate: undefined } : readParts(name, option);
  if (!isSchema(schema))
    throw invalid(`${name} must be a Standard Schema, such as z.object({ … }); got ${shapeOf(schema)}.`);
  if (migrate !== undefined && typeof migrate !== "function")
    throw invalid(`${name}.migrate must be a function; got ${shapeOf(migrate)}.`);
  checkDefaults(name, schema);
  return { name, schema, migrate };
}

function readParts(name: StoreName, option: unknown): Partial<Exclude<StoreOption, StandardSchemaV1>> {
  if (typeof option !== "object" || option === null)
    throw invalid(`${name} must be a Standard Schema, or { schema, migrate }; got ${shapeOf(option)}.`);
  requireKnownOptions(option, ["schema", "migrate"], name);
  return option;
}

/** A new chat begins with what the schema makes of nothing. An async schema shows only then whether it makes anything. */
function checkDefaults(name: StoreName, schema: StandardSchemaV1): void {
  const first = validateNow(schema, {});
  if (first === undefined) return;
  if (first.issues !== undefined)
    throw invalid(
      `${name}: the schema must accept {}, which a new chat has. Give each key a default, or make it optional.`,
    );
  const { value } = first;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(`${name} must be a schema of an object; it makes ${shapeOf(value)}.`);
  const second = validateNow(schema, asJson(value));
  if (second === undefined) return;
  const lost = second.issues === undefined ? lostOnTheWay(value, second.value) : "";
  if (lost !== undefined)
    throw invalid(
      `${name}: the schema does not accept its own defaults once they have been JSON${lost && `, at ${lost}`}. ${ROUND_TRIP}`,
    );
}

/** `undefined` if the schema needs time. */
function validateNow(schema: StandardSchemaV1, value: unknown): StandardSchemaV1Result<unknown> | undefined {
  const result = schema["~standard"].validate(value);
  if (!(result instanceof Promise)) return result;
  result.catch(() => undefined);
  return undefined;
}

/** What to do about a schema whose output is not its input. */
export const ROUND_TRIP =
  "A transform must accept what it makes: z.coerce.date() does, z.string().transform(Number) does not.";

/** A schema of arktype is a function. */
function isSchema(value: unknown): value is StandardSchemaV1 {
  const { "~standard": standard } = Object(value) as Partial<StandardSchemaV1>;
  return typeof standard?.validate === "function";
}

function invalid(message: string): BotError {
  return new BotError("ERR_INVALID_OPTION", message);
}
