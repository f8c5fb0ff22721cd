import { CliError } from "../error.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * Creates the edit that `--edit` asks for: `params.days=30`, `params.leaveType="sick"`, `actions.0.name=x`. A value that is not JSON is a text.
 *
 * @throws {@link CliError} `ERR_INVALID_OPTION`: not an assignment
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
  // As a key, __proto__ would change the object itself.
  if (at < 1 || path.some((key) => key === "" || key === "__proto__"))
    throw new CliError("ERR_INVALID_OPTION", "--edit takes a path and a value: --edit params.days=30");
  return { path, to: readValue(text.slice(at + 1)) };
}

function readValue(text: string): unknown {
  // As a number, JavaScript would round it.
  if (/^-?[1-9]\d*$/.test(text) && !Number.isSafeInteger(Number(text))) return BigInt(text);
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
