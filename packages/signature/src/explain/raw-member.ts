/**
 * The text of a member of the outermost object, exactly as it is written in JSON that is known to be valid. Of several members with
 * that name the last one counts, as in `JSON.parse`. A loop and not an expression, whose stack would grow with the escapes.
 */
export function rawMember(json: string, name: string): string | undefined {
  const label = JSON.stringify(name);
  let member: string | undefined;
  let [depth, start, last] = [0, -1, ""];
  for (let index = 0; index < json.length; index++) {
    const character = json.charAt(index);
    if (character === '"') {
      const end = endOfString(json, index);
      // A longer string cannot be the label, whose characters need no escape.
      last = end - index === label.length ? json.slice(index, end) : "";
      index = end - 1;
      continue;
    }
    if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    else if (character !== ":" && character !== ",") continue;
    if (start >= 0 && (depth === 0 || (depth === 1 && character === ","))) {
      member = json.slice(start, index).trim();
      start = -1;
    }
    if (depth === 1 && character === ":" && last === label) start = index + 1;
    last = character;
  }
  return member;
}

/** The offset after a string that begins at an offset. */
function endOfString(json: string, start: number): number {
  let end = start + 1;
  while (end < json.length && json.charCodeAt(end) !== 0x22) end += json.charCodeAt(end) === 0x5c ? 2 : 1;
  return end + 1;
}
