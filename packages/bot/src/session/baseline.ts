import { withoutTickets } from "../answer/late-key.js";
import type { Context } from "../context.js";

type Store = Readonly<Record<string, unknown>>;

/** A store of the platform, by its name on the wire. */
export type WireName = "broadcast" | "cache";

/** A store as the handler found it. */
export interface Baseline {
  /** As the request brought it, without what is ours. */
  readonly raw: Store;
  /** As its schema made it, in the form that is sent. The same as `raw` if it has no schema. */
  readonly store: Store;
  /** Whether it has to go back even if the handler does not change it: it was migrated, or something was dropped. */
  readonly isRepaired: boolean;
}

const BASELINES = Symbol("stores as the handler found them");
type WithBaselines = Context & { [BASELINES]?: Partial<Record<WireName, Baseline>> };

/** Notes what the handler finds in a store that has a schema. */
export function noteBaseline(context: Context, name: WireName, baseline: Baseline): void {
  const noted = context as WithBaselines;
  noted[BASELINES] = { ...noted[BASELINES], [name]: baseline };
}

/** A store in the form that is sent: as it was before its handler, if it has a schema. */
export function asSent(context: Context, name: WireName): Record<string, unknown> {
  return { ...((context as WithBaselines)[BASELINES]?.[name]?.store ?? context[name]) };
}

/** What a handler found in a store: without a schema, what the request brought. */
export function baselineOf(context: Context, name: WireName): Baseline {
  const noted = (context as WithBaselines)[BASELINES]?.[name];
  if (noted !== undefined) return noted;
  const { request } = context;
  const raw = name === "cache" ? request.cache : withoutTickets(request.broadcast);
  return { raw, store: raw, isRepaired: false };
}
