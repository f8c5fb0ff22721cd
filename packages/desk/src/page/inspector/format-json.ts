/** A piece of a text that is JSON. */
export interface Token {
  readonly kind: "key" | "string" | "number" | "word" | "mark";
  readonly text: string;
}

const PIECES = /\s+|("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|([{}[\],])/gy;

/** Beyond this many pieces, a text is shown as it is. */
const MAX_TOKENS = 20_000;

/**
 * Lays out a JSON text with a line for each value. Values keep their spelling: escapes, the digits of numbers, and keys
 * that appear twice.
 *
 * @returns `undefined` for a text that is not JSON, has too many pieces, or would grow to more than ten times its size
 *   (the indentation of deep and wide JSON grows with the square of its size)
 */
export function formatJson(text: string): readonly Token[] | undefined {
  if (!isJson(text)) return undefined;
  const tokens: Token[] = [];
  let room = 10 * text.length + 1000;
  let depth = 0;
  let opened = false;
  const line = (): string => `\n${"  ".repeat(depth)}`;
  for (const [, string, colon, digits, word, mark] of text.matchAll(PIECES)) {
    // Before the indentation is made, which is what takes the room.
    room -= 2 * depth + 1;
    if (tokens.length > MAX_TOKENS || room < 0) return undefined;
    const closes = mark === "}" || mark === "]";
    if (opened && !closes && (string ?? digits ?? word ?? mark) !== undefined) {
      tokens.push({ kind: "mark", text: line() });
      opened = false;
    }
    if (string !== undefined && colon !== undefined)
      tokens.push({ kind: "key", text: string }, { kind: "mark", text: ": " });
    else if (string !== undefined) tokens.push({ kind: "string", text: string });
    else if (digits !== undefined) tokens.push({ kind: "number", text: digits });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (mark === ",") tokens.push({ kind: "mark", text: `,${line()}` });
    else if (mark === "{" || mark === "[") {
      tokens.push({ kind: "mark", text: mark });
      depth += 1;
      opened = true;
    } else if (closes) {
      depth -= 1;
      tokens.push({ kind: "mark", text: opened ? mark : `${line()}${mark}` });
      opened = false;
    }
  }
  return tokens;
}

/** A JSON text, laid out; any other text as it is. */
export function layOutJson(text: string): string {
  return (
    formatJson(text)
      ?.map(({ text: piece }) => piece)
      .join("") ?? text
  );
}

/** Whether a text is JSON. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
