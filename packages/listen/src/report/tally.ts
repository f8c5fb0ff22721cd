import type { Observation } from "../observe/observe.js";

/** Counts what came, the entries bounded: keys may be made up at random. */
export type Counter = ReadonlyMap<string, number>;

/** What observations add up to. */
export interface Tally {
  readonly exchanges: number;
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly requests: Counter;
  readonly confirms: Counter;
  readonly contradicts: Counter;
  /** Path and form, separated by NUL. */
  readonly unknown: Counter;
  readonly forms: Counter;
  /** The kind of request, path and form, separated by NUL. */
  readonly byTodo: Counter;
  readonly signatures: Counter;
  readonly headers: Counter;
  readonly contentTypes: Counter;
  readonly transfers: Counter;
  readonly keyOrders: Counter;
  readonly blanks: Counter;
  /** A class of characters, and `escaped` or `plain`; `hex upper`, `hex lower`. */
  readonly escapes: Counter;
  /** How long the platform waited for answers that never came, in ms. */
  readonly waits: readonly number[];
  readonly add: (at: string, observation: Observation) => void;
}

const MAX_ENTRIES = 5_000;
const MAX_WAITS = 1_000;

/** Starts to count. */
export function createTally(): Tally {
  const newCounter = (): Map<string, number> => new Map();
  const [requests, confirms, contradicts, unknown] = [newCounter(), newCounter(), newCounter(), newCounter()];
  const [forms, byTodo, signatures, headers] = [newCounter(), newCounter(), newCounter(), newCounter()];
  const [contentTypes, transfers, keyOrders] = [newCounter(), newCounter(), newCounter()];
  const [blanks, escapes] = [newCounter(), newCounter()];
  const waits: number[] = [];
  let exchanges = 0;
  let first: string | undefined;
  let last: string | undefined;

  function count(counter: Map<string, number>, entry: string | undefined): void {
    if (entry === undefined) return;
    if (counter.has(entry) || counter.size < MAX_ENTRIES) counter.set(entry, (counter.get(entry) ?? 0) + 1);
  }

  function countWire({ todo, headers: names, contentType, transfer, json, waitedMs }: Observation): void {
    count(requests, todo);
    count(headers, names?.join(" "));
    count(contentTypes, contentType);
    count(transfers, transfer);
    if (waitedMs !== undefined && waits.length < MAX_WAITS) waits.push(waitedMs);
    if (json === undefined) return;
    count(blanks, JSON.stringify(json.blanks));
    for (const each of json.escaped) count(escapes, `${each} escaped`);
    for (const each of json.plain) count(escapes, `${each} plain`);
    if (json.hex !== undefined) count(escapes, `hex ${json.hex}`);
  }

  return {
    get exchanges() {
      return exchanges;
    },
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    ...{ requests, confirms, contradicts, unknown, forms, byTodo, signatures, headers, contentTypes, transfers },
    ...{ keyOrders, blanks, escapes, waits },
    add(at, observation) {
      exchanges += 1;
      first = first === undefined || at < first ? at : first;
      last = last === undefined || at > last ? at : last;
      for (const id of observation.confirms) count(confirms, id);
      for (const id of observation.contradicts) count(contradicts, id);
      for (const path of observation.unknown) count(unknown, `${path}\0${observation.forms[path] ?? ""}`);
      for (const [path, form] of Object.entries(observation.forms)) {
        count(forms, `${path}\0${form}`);
        if (observation.todo !== undefined) count(byTodo, `${observation.todo}\0${path}\0${form}`);
      }
      const { verdict, settings } = observation.signature;
      count(signatures, settings ? `${verdict} (${settings.hash}, ${settings.format}, ${settings.encoding})` : verdict);
      if (observation.keys.length > 0) count(keyOrders, observation.keys.join(" "));
      countWire(observation);
    },
  };
}
