import type { Todo } from "@ck/protocol";
import { isRecord, type OpenRecord } from "../record.js";
import type { Dialect } from "./dialect.js";
import { KEY_ORDER } from "./sent-keys.js";

/** Gives a request the keys of a dialect: some are missing, empty in another way, more, or in another order. */
export function spellRequest<Request extends OpenRecord & { readonly todo: Todo }>(
  request: Request,
  { omit = {}, empty = {}, extra = {}, keyOrder = [] }: Pick<Dialect, "omit" | "empty" | "extra" | "keyOrder">,
): Request {
  const { todo } = request;
  const omitted = new Set([...(omit.every ?? []), ...(omit[todo] ?? [])]);
  const left = change(request, [], (path, value) => {
    if (omitted.has(path)) return undefined;
    return isEmpty(value) && Object.hasOwn(empty, path) ? empty[path] : value;
  });
  const complete = [extra.every, extra[todo]].reduce<OpenRecord>((sum, more) => merge(sum, more ?? {}), left);
  return inOrder(complete, [...keyOrder, ...KEY_ORDER]) as Request;
}

/** The objects whose keys belong to the platform: all others hold what the bot or the page put there. */
const OWN = new Set(["", "bot", "action", "previousParam", "sessionData"]);

function change(
  record: OpenRecord,
  path: readonly string[],
  map: (path: string, value: unknown) => unknown,
): OpenRecord {
  const changed = Object.entries(record).flatMap(([key, value]): [string, unknown][] => {
    const here = [...path, key];
    const result = map(here.join("."), value);
    if (result === undefined) return [];
    return [[key, isRecord(result) && OWN.has(here.join(".")) ? change(result, here, map) : result]];
  });
  return Object.fromEntries(changed);
}

/** Adds what is missing. What is there stays. */
function merge(record: OpenRecord, more: OpenRecord): OpenRecord {
  const added = Object.entries(more).map(([key, value]): [string, unknown] => {
    if (!Object.hasOwn(record, key)) return [key, value];
    const there = record[key];
    return [key, isRecord(there) && isRecord(value) ? merge(there, value) : there];
  });
  return Object.fromEntries([...Object.entries(record), ...added]);
}

function inOrder(record: OpenRecord, order: readonly string[], path = ""): OpenRecord {
  const rankOf = ([key]: [string, unknown]): number => {
    const rank = order.indexOf(path === "" ? key : `${path}.${key}`);
    return rank === -1 ? order.length : rank;
  };
  const sorted = Object.entries(record).toSorted((one, other) => rankOf(one) - rankOf(other));
  return Object.fromEntries(
    sorted.map(([key, value]) => [
      key,
      path === "" && OWN.has(key) && isRecord(value) ? inOrder(value, order, key) : value,
    ]),
  );
}

/** `""`, `{}`, `[]` and `null` all mean "empty" (docs/contract.md §1, grade I). */
function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
