import { KNOWN_KEYS } from "./facts.js";
import { formOf, nameOf, type KnownOptions } from "./forms.js";

/** The keys of a request, and the forms of their values. */
export interface SeenKeys {
  /** The form of each value that the contract leaves open or does not know: `params.from: ISO date`. */
  readonly forms: Readonly<Record<string, string>>;
  /** The paths that the contract does not know. */
  readonly unknown: readonly string[];
  /** The paths of all keys that the platform itself chose, in their order. */
  readonly keys: readonly string[];
}

/** The objects whose keys are the author's or the page's own: they are not described. */
const OPEN = new Set(["broadcast", "cache", "clientData", "data", "messageData"]);
/** The objects that the platform fills, and that have been empty so far (docs/contract.md §1). */
const EMPTY_SO_FAR = new Set(["user", "org"]);
const MAX_DEPTH = 4;
const MAX_CHILDREN = 50;
const MAX_KEYS = 200;

/** Describes the keys of a request. */
export function keysIn(body: Readonly<Record<string, unknown>>, options: KnownOptions): SeenKeys {
  const forms: Record<string, string> = {};
  const unknown: string[] = [];
  const keys: string[] = [];

  function look(path: string, value: unknown, isKnown: boolean, isAuthors: boolean): void {
    if (keys.length >= MAX_KEYS) return;
    forms[path] = formOf(value, isAuthors ? options : undefined);
    if (!isKnown) unknown.push(path);
    if (!isAuthors && !path.includes("‹")) keys.push(path);
  }

  function lookInto(path: string, value: unknown, depth: number): void {
    if (!isObject(value) || depth > MAX_DEPTH || OPEN.has(path)) return;
    const known = KNOWN_KEYS[path];
    const isParam = path === "params" || path.startsWith("params.");
    for (const [key, inner] of Object.entries(value).slice(0, MAX_CHILDREN)) {
      const child = path === "" ? nameOf(key) : `${path}.${nameOf(key)}`;
      // Inside something unknown, everything is unknown: its own path says so.
      const isKnown = known?.includes(key) ?? !EMPTY_SO_FAR.has(path);
      look(child, inner, isKnown, isParam);
      if (path === "sessionData" && key === "client_data") continue;
      lookInto(child, inner, depth + 1);
    }
  }

  lookInto("", body, 0);
  return { forms, unknown, keys };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("toJSON" in value);
}
