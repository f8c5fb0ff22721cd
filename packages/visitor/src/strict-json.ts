/** How deeply what a token says of a visitor may be nested. */
const MAX_DEPTH = 16;

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * Reads the text of a JSON object that everybody reads the same way: no key twice in an object, no `__proto__`, no deep nesting. `undefined` if it is
 * anything else.
 */
export function readStrictJson(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return hasPlainKeys(text) ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** The text is JSON. JSON.parse takes the last of several equal keys, and other readers take the first. */
function hasPlainKeys(text: string): boolean {
  const open: Set<string>[] = [];
  let before = "";
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const key = JSON.parse(before) as string;
      const keys = open.at(-1);
      if (key === "__proto__" || keys?.has(key) === true) return false;
      keys?.add(key);
    }
    if (open.length > MAX_DEPTH) return false;
    before = token;
  }
  return true;
}
