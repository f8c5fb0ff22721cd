/** Where a value stands: keys and, for lists, `*`. */
export type JsonPath = readonly string[];

/** Replaces scalars in JSON. */
export interface Rewriter {
  /** Returns the JSON text of the new value. */
  readonly scalar: (text: string, path: JsonPath) => string;
  /** Returns the JSON text of the new key. */
  readonly key: (text: string, path: JsonPath) => string;
}

/** The deepest nesting that is rewritten. */
const MAX_DEPTH = 200;
const TOKEN = /[\s\uFEFF]+|"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gy;

/**
 * Rewrites the scalars and keys of JSON text, and leaves everything else as it is: blanks, the order of keys, keys that occur twice.
 *
 * @param json - valid JSON
 * @returns `undefined` if it is nested too deeply
 */
export function rewriteJson(json: string, { scalar, key }: Rewriter): string | undefined {
  const path: string[] = [];
  const isList: boolean[] = [];
  let expectsKey = false;
  let output = "";
  for (const [token] of json.matchAll(TOKEN)) {
    const first = token.charAt(0);
    if (first === "{" || first === "[") {
      if (isList.length >= MAX_DEPTH) return undefined;
      isList.push(first === "[");
      path.push(first === "[" ? "*" : "");
      expectsKey = first === "{";
      output += token;
    } else if (first === "}" || first === "]") {
      isList.pop();
      path.pop();
      expectsKey = false;
      output += token;
    } else if (first === ",") {
      expectsKey = isList.at(-1) === false;
      output += token;
    } else if (first === ":" || token.trim() === "" || first === "\uFEFF") output += token;
    else if (expectsKey) {
      expectsKey = false;
      path[path.length - 1] = JSON.parse(token) as string;
      output += key(token, path.slice(0, -1));
    } else output += scalar(token, path);
  }
  return output;
}
