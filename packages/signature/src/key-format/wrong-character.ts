/**
 * Says which character of a key's Base64 is wrong, and where, for a message.
 *
 * @param raw - the text as it was given, in which people will look for it
 * @param base64 - the part of it that should be Base64, with its blanks
 * @returns undefined if so much is wrong that the text is something else
 */
export function describeWrongCharacter(raw: string, base64: string, isSecret: boolean): string | undefined {
  const packed = base64.replaceAll(/\s+/g, "");
  const wrong = [...packed.matchAll(/[^A-Za-z0-9+/_=-]|=(?!=?$)/gu)].slice(0, 9);
  const [first] = wrong;
  if (packed.length < 100 || wrong.length > 8) return undefined;
  if (first === undefined) {
    const length = packed.replace(/=+$/, "").length;
    if (length % 4 !== 1) return undefined;
    return `its Base64 has ${length} characters, which no Base64 has: one is missing, or one too many`;
  }
  const [character] = first;
  const where =
    placeIn(raw, packed.slice(Math.max(0, first.index - 12), first.index + character.length)) ??
    `character ${first.index + 1} of its Base64`;
  const more = wrong.length > 1 ? `, and ${wrong.length - 1} more` : "";
  // What is not Base64 is no part of the key, but an author may have pasted a secret into it.
  const what = isSecret ? "" : ` is U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")},`;
  return `${where}${what}${isSecret ? " is" : ""} not a character of Base64${more}`;
}

/** Where a text ends with its last character, found by the characters before it. */
function placeIn(raw: string, ending: string): string | undefined {
  // Blanks may have been removed anywhere.
  const found = new RegExp(Array.from(ending, escaped).join("\\s*"), "u").exec(raw);
  if (found === null) return undefined;
  const lines = raw.slice(0, found.index + found[0].length).split("\n");
  const column = Array.from(lines.at(-1) ?? "").length;
  return raw.trim().includes("\n") ? `the character in line ${lines.length}, column ${column}` : `character ${column}`;
}

function escaped(character: string): string {
  return /[A-Za-z0-9]/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
