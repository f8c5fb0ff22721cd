import { CliError } from "../error.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * Makes an edit of what `--edit` says: `params.days=30`, `params.leaveType="sick"`, `actions.0.name=x`. The value is JSON, or else a text.
 *
 * @throws CliError `ERR_USAGE` for what is no assignment
 */
export function createEdit(assignments: readonly string[]): (request: Json) => unknown {
  const edits = assignments.map(readAssignment);
  return (request) => edits.reduce<unknown>((value, { path, to }) => withValue(value, path, to), request);
}

interface Assignment {
  readonly path: readonly string[];
  readonly to: unknown;
}

function readAssignment(text: string): Assignment {
  const at = text.indexOf("=");
  const path = text.slice(0, Math.max(at, 0)).split(".");
  // __proto__ as a key would change the object instead of its content.
  if (at < 1 || path.some((key) => key === "" || key === "__proto__"))
    throw new CliError("ERR_USAGE", "--edit takes a path and a value: --edit params.days=30");
  return { path, to: readValue(text.slice(at + 1)) };
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withValue(target: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(target) && /^\d{1,4}$/.test(key)) {
    const list: unknown[] = [...(target as unknown[])];
    list[Number(key)] = withValue(list[Number(key)], rest, to);
    return list;
  }
  const object: Json = typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  const before = Object.hasOwn(object, key) ? object[key] : undefined;
  return { ...object, [key]: withValue(before, rest, to) };
}
