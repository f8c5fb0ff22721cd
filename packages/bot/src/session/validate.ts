import type { StandardSchemaV1, StandardSchemaV1Issue } from "@ck/protocol";

type Store = Readonly<Record<string, unknown>>;

/** What a schema says of a store. */
export type Checked =
  { readonly value: Record<string, unknown> } | { readonly issues: readonly StandardSchemaV1Issue[] };

/** Validates a store. A schema that throws, or makes something else than an object, does not accept it. */
export async function validate(schema: StandardSchemaV1, store: Store): Promise<Checked> {
  try {
    const result = await schema["~standard"].validate(store);
    if (result.issues !== undefined) return { issues: result.issues };
    const { value } = result;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { value: value as never };
    return { issues: [{ message: "not an object" }] };
  } catch {
    return { issues: [{ message: "the schema threw" }] };
  }
}

/** The keys of a store that issues are about; none for an issue of the whole. */
export function keysOf(issues: readonly StandardSchemaV1Issue[], store: Store): Set<string> {
  return new Set(
    issues.flatMap(({ path = [] }) => {
      const [first] = path;
      const key = typeof first === "object" ? first.key : first;
      const name = key === undefined || typeof key === "symbol" ? undefined : String(key);
      return name !== undefined && Object.hasOwn(store, name) ? [name] : [];
    }),
  );
}

/** Where the first issue is, for a message. */
export function pathOf([issue]: readonly StandardSchemaV1Issue[]): readonly string[] {
  return (issue?.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
}

/** How often a store is validated until all that is wrong with it is found. */
const MOST_ROUNDS = 10;
/** The most keys that are tried one by one. */
const MOST_KEYS = 50;

/**
 * A store without the keys that were taken out, and what the schema makes of it if it fits. They are null, because a key that is
 * merely missing may survive a merge (docs/contract.md §2, grade ?). A null that the schema accepts stays.
 */
export async function withoutTakenOut(
  schema: StandardSchemaV1,
  raw: Store,
): Promise<{ readonly store: Store; readonly value?: Record<string, unknown> }> {
  let store = raw;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const checked = await validate(schema, store);
    if ("value" in checked) return { store, value: checked.value };
    const before = store;
    store = without(store, (key) => before[key] === null && keysOf(checked.issues, before).has(key));
    if (Object.keys(store).length === Object.keys(before).length) break;
  }
  return { store };
}

/** What is left of a store that does not fit. */
export interface Salvaged {
  readonly value: Record<string, unknown>;
  /** The keys that the schema complains about. */
  readonly dropped: readonly string[];
  /** Those that had to go with a complaint about the whole: the schema does not know them, for example. */
  readonly unknown: readonly string[];
}

/** Keeps of a store what fits. `undefined`: the schema does not accept `{}`. */
export async function salvage(schema: StandardSchemaV1, store: Store): Promise<Salvaged | undefined> {
  const dropped: string[] = [];
  let rest = store;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const checked = await validate(schema, rest);
    if ("value" in checked) return { value: checked.value, dropped, unknown: [] };
    const wrong = keysOf(checked.issues, rest);
    if (wrong.size === 0) break;
    dropped.push(...wrong);
    rest = without(rest, (key) => wrong.has(key));
  }
  const first = await validate(schema, {});
  if (!("value" in first)) return undefined;
  let { value } = first;
  const entries = Object.entries(rest);
  const kept: Record<string, unknown> = {};
  for (const [key, each] of entries.length <= MOST_KEYS ? entries : []) {
    const checked = await validate(schema, { ...kept, [key]: each });
    if (!("value" in checked)) continue;
    kept[key] = each;
    value = checked.value;
  }
  return { value, dropped, unknown: Object.keys(rest).filter((key) => !Object.hasOwn(kept, key)) };
}

function without(store: Store, isDropped: (key: string) => boolean): Store {
  return Object.fromEntries(Object.entries(store).filter(([key]) => !isDropped(key)));
}
