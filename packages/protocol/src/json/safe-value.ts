import { MAX_DEPTH } from "../constants.js";
import type { Issue } from "../error.js";

/** A value that is safe to pass on, or why it is not. */
export type SafeValue =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Whether one of its numbers is beyond those that are exact. */
      readonly isRounded: boolean;
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Bounds the depth of a value, and drops the keys that could change a prototype when somebody merges it into another
 * object: `__proto__`, and a `constructor` that holds a `prototype`. The value itself is never changed; it is copied only
 * if it holds such a key.
 *
 * `shared` says that one object may appear in several places, as in a value that was not parsed from JSON text.
 */
export function safeValue(value: unknown, { shared }: { shared: boolean }): SafeValue {
  if (typeof value !== "object" || value === null) return { ok: true, value, isRounded: false };
  const walk: Walk = { seen: shared ? new Map() : undefined, hostile: false, isRounded: false };
  if (isBounded(value, 1, walk)) {
    const { hostile, isRounded } = walk;
    return { ok: true, value: hostile ? copyWithoutHostile(value, new Map()) : value, isRounded };
  }
  const message = `expected at most ${MAX_DEPTH} levels of nesting, got more`;
  return { ok: false, issues: [{ path: [], message, code: "too_deep" }] };
}

interface Walk {
  /**
   * The depth at which each object was met. An object is walked again only where it stands deeper: otherwise a few shared
   * objects would cost exponential time.
   */
  readonly seen: Map<object, number> | undefined;
  hostile: boolean;
  isRounded: boolean;
}

/** Recursion is safe here: it goes no deeper than the bound. */
function isBounded(node: object, depth: number, walk: Walk): boolean {
  if (depth > MAX_DEPTH) return false;
  const { seen } = walk;
  if (seen !== undefined) {
    if ((seen.get(node) ?? 0) >= depth) return true;
    seen.set(node, depth);
  }
  if (Array.isArray(node)) {
    for (const child of node as readonly unknown[]) if (!isChildBounded(child, depth, walk)) return false;
    return true;
  }
  for (const key in node) {
    const child = (node as Record<string, unknown>)[key];
    if (isHostile(key, child)) walk.hostile = true;
    else if (!isChildBounded(child, depth, walk)) return false;
  }
  return true;
}

function isChildBounded(child: unknown, depth: number, walk: Walk): boolean {
  if (typeof child === "object" && child !== null) return isBounded(child, depth + 1, walk);
  if (typeof child === "number" && Math.abs(child) > Number.MAX_SAFE_INTEGER) walk.isRounded = true;
  return true;
}

function isHostile(key: string, child: unknown): boolean {
  if (key === "__proto__") return true;
  return key === "constructor" && typeof child === "object" && child !== null && Object.hasOwn(child, "prototype");
}

/** The depth has been checked before. */
function copyWithoutHostile(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (copies.has(value)) return copies.get(value);
  if (Array.isArray(value)) {
    const list = value.map((child) => copyWithoutHostile(child, copies));
    copies.set(value, list);
    return list;
  }
  const copy: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value))
    if (!isHostile(key, child)) copy[key] = copyWithoutHostile(child, copies);
  copies.set(value, copy);
  return copy;
}
