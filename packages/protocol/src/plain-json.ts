import { MAX_DEPTH } from "./constants.js";
import { printPath } from "./shape.js";

type Path = readonly (string | number)[];

/**
 * Finds the first thing in a value that JSON cannot carry, or would carry as something else, and says what it is and
 * where; `undefined` when there is none. Objects with `toJSON`, such as a `Date`, stand for what it gives.
 */
export function findNotJson(value: unknown, path: Path = []): string | undefined {
  const fault = search(value, path, { above: [], cleared: new Set() });
  if (fault === undefined) return undefined;
  return fault.path.length === 0 ? fault.came : `${fault.came} at \`${printPath(fault.path)}\``;
}

interface Fault {
  readonly came: string;
  readonly path: Path;
}

/** `above` holds the objects that the value stands in; `cleared` those that were searched, so that each is searched once. */
interface Trail {
  readonly above: object[];
  readonly cleared: Set<object>;
}

function search(value: unknown, path: Path, trail: Trail): Fault | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : { came: "NaN or Infinity", path };
    case "undefined":
      return { came: "undefined", path };
    case "function":
    case "symbol":
    case "bigint":
      return { came: typeof value === "bigint" ? "a BigInt" : `a ${typeof value}`, path };
    case "object":
      return value === null ? undefined : searchObject(value, path, trail);
  }
}

function searchObject(value: object, path: Path, trail: Trail): Fault | undefined {
  let plain: unknown;
  try {
    plain = throughToJson(value, path);
  } catch {
    return { came: "an object whose toJSON throws", path };
  }
  // A Date goes out as its text, but one that is no date as null, without a word.
  if (plain === null && tagOf(value) === "Date") return { came: "an invalid Date", path };
  if (typeof plain !== "object" || plain === null) return search(plain, path, trail);
  const { above, cleared } = trail;
  if (above.includes(plain)) return { came: "an object that contains itself", path };
  if (cleared.has(plain)) return undefined;
  if (above.length >= MAX_DEPTH) return { came: `more than ${MAX_DEPTH} levels of nesting`, path };
  above.push(plain);
  const fault = searchInside(plain, path, trail);
  above.pop();
  if (fault === undefined) cleared.add(plain);
  return fault;
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function throughToJson(value: object, path: Path): unknown {
  if (!("toJSON" in value) || typeof value.toJSON !== "function") return value;
  return (value as { toJSON: (key: string) => unknown }).toJSON(String(path.at(-1) ?? ""));
}

function searchInside(value: object, path: Path, trail: Trail): Fault | undefined {
  try {
    if (Array.isArray(value)) return searchList(value, path, trail);
    const tag = tagOf(value);
    // A Map, a Set, an Error or a Promise goes out as {}: what it held would be lost without a word.
    if (tag === "Promise") return { came: "a Promise (await it first)", path };
    if (tag !== "Object") return { came: `${/^[AEIO]/.test(tag) ? "an" : "a"} ${tag}`, path };
    for (const [key, child] of Object.entries(value)) {
      // JSON leaves such a property out, as everybody expects.
      if (child === undefined) continue;
      const fault = search(child, [...path, key], trail);
      if (fault) return fault;
    }
    return undefined;
  } catch {
    return { came: "an object with a property that throws when it is read", path };
  }
}

function searchList(list: readonly unknown[], path: Path, trail: Trail): Fault | undefined {
  // By index, to see the holes too: JSON sends them, and undefined, as null, which nobody means.
  for (let index = 0; index < list.length; index++) {
    const fault = search(list[index], [...path, index], trail);
    if (fault) return fault;
  }
  return undefined;
}
