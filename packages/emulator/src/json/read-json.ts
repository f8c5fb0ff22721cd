import { ExactNumber } from "./exact-number.js";

/** Deeper nesting is not read. */
const MAX_DEPTH = 200;
const TOKEN = /[ \t\r\n]*(?:("[^"\\]*(?:\\.[^"\\]*)*")|(-?\d[\d.eE+-]*)|([{}[\],:])|(true|false|null))/gy;

/**
 * Reads JSON, and keeps each number that JavaScript would change as it is written.
 *
 * @param text - JSON
 * @returns `undefined` if it is not JSON, or nested too deeply
 * @example
 * ```ts
 * import { readJson, writeJson } from "@ck/emulator";
 *
 * writeJson(readJson('{"id":12345678901234567890}')); // → '{"id":12345678901234567890}'
 * ```
 */
export function readJson(text: string): unknown {
  try {
    const plain: unknown = JSON.parse(text);
    // What JavaScript keeps needs no second look.
    return /\d{16}|\d[.eE]|-0/.test(text) ? readTokens(text) : plain;
  } catch {
    return undefined;
  }
}

/** Reads text that is valid JSON. */
function readTokens(text: string): unknown {
  const tokens = text.matchAll(TOKEN);
  const next = (): string => {
    const { value } = tokens.next();
    return value?.[1] ?? value?.[2] ?? value?.[3] ?? value?.[4] ?? "";
  };

  function read(token: string, depth: number): unknown {
    if (depth > MAX_DEPTH) throw new RangeError("The JSON is nested too deeply.");
    if (token === "[") {
      const items: unknown[] = [];
      for (let item = next(); item !== "]"; item = next()) if (item !== ",") items.push(read(item, depth + 1));
      return items;
    }
    if (token === "{") {
      const entries: [string, unknown][] = [];
      for (let key = next(); key !== "}"; key = next()) {
        if (key === ",") continue;
        next();
        entries.push([JSON.parse(key) as string, read(next(), depth + 1)]);
      }
      return Object.fromEntries(entries);
    }
    const value: unknown = JSON.parse(token);
    return typeof value === "number" && JSON.stringify(value) !== token ? new ExactNumber(token) : value;
  }

  return read(next(), 0);
}
