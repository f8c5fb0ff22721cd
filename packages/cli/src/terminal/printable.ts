// Controls but tab and line feed, and the characters that turn or hide what follows them: a server's text must not drive the terminal.
const HARMFUL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A foreign text without what could drive a terminal. */
export function printable(text: string): string {
  return text.replace(HARMFUL, "");
}

/** The same in one line. */
export function printableLine(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}

/** JSON whose text is safe on a terminal too: what JSON itself leaves unescaped is escaped. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
