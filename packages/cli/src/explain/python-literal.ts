/** The deepest nesting that is read. */
const MAX_DEPTH = 100;

/**
 * Undoes `str(body)` of Python: returns the text of a bytes literal such as `b'{"a": 1}'`.
 *
 * @returns `undefined` if the text is not a bytes literal
 */
export function fromBytesLiteral(text: string): Uint8Array | undefined {
  const match = /^\s*b(['"])([^]*)\1\s*$/.exec(text);
  const quote = match?.[1];
  const content = match?.[2];
  if (quote === undefined || content === undefined) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < content.length; at++) {
    const character = content.charAt(at);
    if (character !== "\\") {
      if (character.charCodeAt(0) > 0x7f) return undefined;
      bytes.push(character.charCodeAt(0));
      continue;
    }
    const escape = content.charAt(++at);
    if (escape === "x") {
      const hex = content.slice(at + 1, at + 3);
      if (!/^[\da-f]{2}$/i.test(hex)) return undefined;
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else {
      const code = { n: 10, r: 13, t: 9, "\\": 92, "'": 39, '"': 34 }[escape];
      if (code === undefined) return undefined;
      bytes.push(code);
    }
  }
  return Uint8Array.from(bytes);
}

/**
 * Undoes `str(dict)` of Python: turns `{'a': True, 'b': None}` into JSON.
 *
 * @returns `undefined` if the text is not such a literal, or is JSON already
 */
export function fromDictLiteral(text: string): string | undefined {
  if (!/^\s*\{/.test(text) || !text.includes("'")) return undefined;
  let json = "";
  let depth = 0;
  const TOKEN = /\s+|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(True|False|None|-?\d[\d.eE+-]*)|([{}[\]():,])/gy;
  let end = 0;
  for (const { 0: token, 1: single, 2: double, 3: word, 4: mark, index } of text.matchAll(TOKEN)) {
    end = index + token.length;
    if (mark === "{" || mark === "[" || mark === "(") depth++;
    if (mark === "}" || mark === "]" || mark === ")") depth--;
    if (depth > MAX_DEPTH) return undefined;
    if (single !== undefined || double !== undefined) json += JSON.stringify(unescapeText(single ?? double ?? ""));
    else if (word !== undefined) json += { True: "true", False: "false", None: "null" }[word] ?? word;
    else json += token.replace("(", "[").replace(")", "]");
  }
  if (end !== text.length) return undefined;
  try {
    JSON.parse(json);
    return json;
  } catch {
    return undefined;
  }
}

function unescapeText(text: string): string {
  return text.replaceAll(/\\(?:x([\da-f]{2})|u([\da-f]{4})|([^]))/gi, (whole, x?: string, u?: string, one?: string) => {
    const hex = x ?? u;
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: "\n", r: "\r", t: "\t" }[one ?? ""] ?? one ?? whole;
  });
}
