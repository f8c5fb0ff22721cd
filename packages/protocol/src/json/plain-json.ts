import { MAX_DEPTH } from "../constants.js";
import { printPath } from "./shape.js";

type Key = string | number;

/** How many objects are searched before it is noted which. */
const FEW = 64;

/**
 * Finds the first thing in a value that JSON cannot carry or would change, and says what and where it is; `undefined`
 * if there is nothing. An object with `toJSON`, such as a `Date`, counts as what `toJSON` returns.
 */
export function findNotJson(value: unknown, path: readonly Key[] = []): string | undefined {
  if (isPlainJson(value)) return undefined;
  const trail: Trail = { path: [...path], above: [], cleared: undefined, searched: 0 };
  const fault = search(value, trail);
  if (fault === undefined) return undefined;
  return trail.path.length === 0 ? fault : `${fault} at \`${printPath(trail.path)}\``;
}

/** Whether a value is certainly fine. Nearly all are small and plain, and this costs a third of a search that could say what is wrong. */
function isPlainJson(value: unknown): boolean {
  let left = FEW;
  function isPlain(node: unknown, depth: number): boolean {
    if (typeof node !== "object" || node === null)
      return typeof node === "string" || typeof node === "boolean" || node === null || Number.isFinite(node);
    if (--left < 0 || depth > SHALLOW || "toJSON" in node) return false;
    if (Array.isArray(node)) {
      for (let index = 0; index < node.length; index++) if (!isPlain(node[index], depth + 1)) return false;
      return true;
    }
    if (Object.getPrototypeOf(node) !== Object.prototype) return false;
    for (const key of Object.keys(node)) {
      const child = (node as Record<string, unknown>)[key];
      if (child !== undefined && !isPlain(child, depth + 1)) return false;
    }
    return true;
  }
  try {
    return isPlain(value, 1);
  } catch {
    return false;
  }
}

/** Far less than what is allowed: an object that contains itself must not be walked for long. */
const SHALLOW = 12;

interface Trail {
  /** Where the search is; where it ended, once something is found. */
  readonly path: Key[];
  /** The objects that the value stands in. */
  readonly above: object[];
  /** The objects that were searched, so that each is searched once. Few objects are searched faster than they are noted. */
  cleared: Set<object> | undefined;
  searched: number;
}

function search(value: unknown, trail: Trail): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : "NaN or Infinity";
    case "undefined":
      return "undefined";
    case "function":
    case "symbol":
    case "bigint":
      return typeof value === "bigint" ? "a BigInt" : `a ${typeof value}`;
    case "object":
      return value === null ? undefined : searchObject(value, trail);
  }
}

function searchObject(value: object, trail: Trail): string | undefined {
  let plain: unknown;
  try {
    plain = throughToJson(value, trail);
  } catch {
    return "an object whose toJSON throws";
  }
  // A valid Date becomes text, but JSON turns an invalid one into null without complaint.
  if (plain === null && tagOf(value) === "Date") return "an invalid Date";
  if (typeof plain !== "object" || plain === null) return search(plain, trail);
  const { above } = trail;
  if (above.includes(plain)) return "an object that contains itself";
  if (trail.cleared?.has(plain) === true) return undefined;
  if (++trail.searched > FEW) trail.cleared ??= new Set();
  if (above.length >= MAX_DEPTH) return `more than ${MAX_DEPTH} levels of nesting`;
  above.push(plain);
  const fault = searchInside(plain, trail);
  above.pop();
  if (fault === undefined) trail.cleared?.add(plain);
  return fault;
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function throughToJson(value: object, { path }: Trail): unknown {
  if (!("toJSON" in value) || typeof value.toJSON !== "function") return value;
  return (value as { toJSON: (key: string) => unknown }).toJSON(String(path.at(-1) ?? ""));
}

function searchInside(value: object, trail: Trail): string | undefined {
  const depth = trail.path.length;
  try {
    if (Array.isArray(value)) return searchList(value, trail);
    const tag = Object.getPrototypeOf(value) === Object.prototype ? "Object" : tagOf(value);
    // A Map, a Set, an Error or a Promise becomes {}: its content would be lost silently.
    if (tag === "Promise") return "a Promise (await it first)";
    if (tag !== "Object") return `${/^[AEIO]/.test(tag) ? "an" : "a"} ${tag}`;
    for (const key of Object.keys(value)) {
      const child = (value as Record<string, unknown>)[key];
      // JSON leaves out a property that is undefined, as everybody expects.
      const fault = child === undefined ? undefined : searchChild(key, child, trail);
      if (fault !== undefined) return fault;
    }
    return undefined;
  } catch {
    trail.path.length = depth;
    return "an object with a property that throws when it is read";
  }
}

function searchList(list: readonly unknown[], trail: Trail): string | undefined {
  // By index, so that holes are seen too: JSON turns holes and undefined into null, which nobody means.
  for (let index = 0; index < list.length; index++) {
    const fault = searchChild(index, list[index], trail);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function searchChild(key: Key, child: unknown, trail: Trail): string | undefined {
  trail.path.push(key);
  const fault = search(child, trail);
  if (fault === undefined) trail.path.pop();
  return fault;
}
