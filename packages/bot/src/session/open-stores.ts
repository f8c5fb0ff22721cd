import { shapeOf } from "../check/shape-of.js";
import type { Context } from "../context.js";
import { BotError } from "../error.js";
import { baselineOf, noteBaseline, type WireName } from "./baseline.js";
import type { StoreName, TypedStore } from "./option.js";
import { asJson, isName } from "./round-trip.js";
import { salvage, validate, withoutTakenOut } from "./validate.js";

type Store = Readonly<Record<string, unknown>>;
type Report = (error: unknown) => void;

/** A store with the name that it has on the wire. */
export const WIRE_NAMES: Readonly<Record<StoreName, WireName>> = { session: "broadcast", cache: "cache" };

/**
 * Makes the stores of a context what their schemas say. What does not fit is migrated, or else dropped and reported; the rest
 * is kept, and so is what the schema does not know: it may be somebody else's.
 *
 * @throws {@link BotError} `ERR_INVALID_OPTION`: a schema does not accept `{}`
 */
export async function openStores(stores: readonly TypedStore[], context: Context, report: Report): Promise<void> {
  for (const store of stores) {
    const name = WIRE_NAMES[store.name];
    const { raw } = baselineOf(context, name);
    // What late answers have done to the store is not in the request.
    const current = context[name];
    const { value, isRepaired } = await read(store, current, report);
    context[name] = value;
    noteBaseline(context, name, {
      raw,
      store: asJson(value),
      isRepaired: isRepaired || JSON.stringify(raw) !== JSON.stringify(current),
    });
    if (store.name === "session") Object.defineProperty(context, "session", SESSION);
  }
}

/** One object by two names. One descriptor for all contexts: V8 gives each object with a getter of its own a new shape. */
const SESSION: PropertyDescriptor & ThisType<Pick<Context, "broadcast">> = {
  enumerable: true,
  configurable: true,
  get() {
    return this.broadcast;
  },
  set(session: Record<string, unknown>) {
    this.broadcast = session;
  },
};

interface Read {
  readonly value: Record<string, unknown>;
  readonly isRepaired: boolean;
}

async function read(typed: TypedStore, raw: Store, report: Report): Promise<Read> {
  const { name, schema } = typed;
  const present = await withoutTakenOut(schema, raw);
  if (present.value !== undefined) return { value: { ...present.store, ...present.value }, isRepaired: false };

  const migrated = await migrate(typed, present.store, report);
  const fitting = migrated && (await validate(schema, migrated));
  if (migrated && fitting && "value" in fitting) return { value: { ...migrated, ...fitting.value }, isRepaired: true };

  const store = migrated ?? present.store;
  const salvaged = await salvage(schema, store);
  if (salvaged === undefined)
    throw new BotError(
      "ERR_INVALID_OPTION",
      `${name}: the schema must accept {}, which a new chat has. Give each key a default, or make it optional.`,
    );
  const { value, dropped, unknown } = salvaged;
  const isGone = (key: string): boolean => dropped.includes(key) || unknown.includes(key);
  if (dropped.length + unknown.length > 0) report(notFitting(name, dropped, unknown.length));
  const rest = Object.entries(store).filter(([key]) => !isGone(key));
  return { value: { ...Object.fromEntries(rest), ...value }, isRepaired: true };
}

/** What `migrate` makes of a store; an empty one if it fails, and `undefined` without a `migrate` or anything to migrate. */
async function migrate({ name, ...typed }: TypedStore, old: Store, report: Report): Promise<Store | undefined> {
  if (typed.migrate === undefined || Object.keys(old).length === 0) return undefined;
  const dropped = (what: string, cause?: unknown): Store => {
    const message = `${name}.migrate ${what}, so the ${name} that came back was dropped.`;
    report(new BotError("ERR_SESSION_DROPPED", message, cause === undefined ? {} : { cause }));
    return {};
  };
  try {
    const migrated = await typed.migrate(asJson(old));
    if (typeof migrated === "object" && migrated !== null && !Array.isArray(migrated)) return migrated as Store;
    return dropped(`returned ${shapeOf(migrated)}`);
  } catch (cause) {
    return dropped("threw", cause);
  }
}

/** The most keys that a message names. */
const MOST_NAMED = 5;

/** The keys that the schema names are the author's; those that it does not know may be anybody's words. */
function notFitting(name: StoreName, dropped: readonly string[], unknown: number): BotError {
  const named = dropped.filter(isName).slice(0, MOST_NAMED);
  const others = dropped.length - named.length + unknown;
  const what = [
    ...named.map((key) => `\`${key}\``),
    ...(others === 0 ? [] : [others === 1 ? "one key" : `${others} keys`]),
  ].join(", ");
  return new BotError(
    "ERR_SESSION_DROPPED",
    `The ${name} that came back does not fit its schema. Dropped: ${what}. The rest was kept.`,
  );
}
