/** The deepest nesting that is rewritten: the same as the parser's in `@ck/protocol`, so no genuine request is deeper. */
export const MAX_DEPTH = 64;

/** What a value needs when it is serialised, in characters. */
export interface Measure {
  /** In one line without blanks, at most. */
  readonly compact: number;
  /** The commas and colons, at most. */
  readonly separators: number;
  /** The line breaks when it is indented. */
  readonly lines: number;
  /** The levels of indentation of all lines together. */
  readonly levels: number;
  /** The characters that some serialiser writes as an escape of six. */
  readonly escapable: number;
  /** The slashes. */
  readonly slashes: number;
}

/**
 * Measures what a value needs when it is serialised, without serialising it.
 *
 * @param most - the length at which measuring stops
 * @returns undefined if the value is nested too deeply, or longer than `most`
 */
export function measureValue(value: unknown, most: number): Measure | undefined {
  let [compact, separators, lines, levels, escapable, slashes] = [0, 0, 0, 0, 0, 0];
  function text(characters: string): void {
    // JSON escapes control characters and lone surrogates: six characters for one.
    compact += 2 + characters.length;
    if (compact > most) return;
    for (let index = 0; index < characters.length; index++) {
      const code = characters.charCodeAt(index);
      if (code < 0x20 || (code >= 0xd800 && code < 0xe000)) compact += 5;
      if (code === 0x22 || code === 0x5c) compact += 1;
      if (code === 0x2f) slashes++;
      if (code > 0x7e || code === 0x26 || code === 0x27 || (code >= 0x3c && code <= 0x3e)) escapable++;
    }
  }
  const open: { readonly members: readonly unknown[]; next: number }[] = [{ members: [value], next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    if (top.next === top.members.length) {
      open.pop();
      continue;
    }
    if (compact > most) return undefined;
    const member = top.members[top.next++];
    if (typeof member === "string") text(member);
    else if (typeof member !== "object" || member === null) compact += String(member).length;
    else {
      const isArray = Array.isArray(member);
      const members: readonly unknown[] = isArray ? member : Object.values(member);
      if (!isArray) for (const name of Object.keys(member)) text(name);
      compact += 2 + members.length * (isArray ? 1 : 2);
      separators += members.length * (isArray ? 1 : 2);
      lines += members.length + 1;
      levels += members.length * open.length + open.length - 1;
      open.push({ members, next: 0 });
      if (open.length > MAX_DEPTH + 1) return undefined;
    }
  }
  return { compact, separators, lines, levels, escapable, slashes };
}
