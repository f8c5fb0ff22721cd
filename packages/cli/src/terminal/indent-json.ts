/** An indented text, and whether it is the whole one. */
export interface Indented {
  readonly text: string;
  readonly complete: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Indents JSON text by two blanks a level, and stops at a length: the indentation of deep JSON can be thousands of times its size. Numbers and strings
 * keep their spelling.
 *
 * @param json - valid JSON
 * @param maxLength - the most characters to return
 */
export function indentJson(json: string, maxLength: number): Indented {
  let text = "";
  let depth = 0;
  for (let at = 0; at < json.length;) {
    if (text.length > maxLength) return { text: text.slice(0, maxLength), complete: false };
    const end = tokenEnd(json, at);
    const token = json.slice(at, end);
    at = end;
    switch (token) {
      case "{":
      case "[": {
        const next = skipBlanks(json, at);
        if (json[next] === "}" || json[next] === "]") {
          text += `${token}${json[next]}`;
          at = next + 1;
        } else text += `${token}${newLine(++depth, maxLength)}`;
        break;
      }
      case "}":
      case "]":
        text += `${newLine(--depth, maxLength)}${token}`;
        break;
      case ",":
        text += `,${newLine(depth, maxLength)}`;
        break;
      case ":":
        text += ": ";
        break;
      default:
        // Blanks between tokens are dropped.
        if (token.trim() !== "") text += token;
    }
  }
  return text.length > maxLength ? { text: text.slice(0, maxLength), complete: false } : { text, complete: true };
}

function newLine(depth: number, maxLength: number): string {
  return `\n${"  ".repeat(Math.min(depth, maxLength))}`;
}

function tokenEnd(json: string, start: number): number {
  if (json.charCodeAt(start) === QUOTE) {
    let at = start + 1;
    while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
    return at + 1;
  }
  if (isMark(json, start)) return start + 1;
  const isBlank = isBlankAt(json, start);
  let at = start + 1;
  while (at < json.length && !isMark(json, at) && json.charCodeAt(at) !== QUOTE && isBlankAt(json, at) === isBlank)
    at++;
  return at;
}

function isMark(json: string, at: number): boolean {
  return "{}[],:".includes(json.charAt(at));
}

function isBlankAt(json: string, at: number): boolean {
  return json.charCodeAt(at) <= 0x20;
}

function skipBlanks(json: string, start: number): number {
  let at = start;
  while (at < json.length && isBlankAt(json, at)) at++;
  return at;
}
