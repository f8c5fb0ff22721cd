/**
 * The text of a member of the outermost object, exactly as it is written in JSON that is known to be valid. Of several members with
 * that name the last one counts, as in `JSON.parse`.
 */
export function rawMember(json: string, name: string): string | undefined {
  const label = JSON.stringify(name);
  let member: string | undefined;
  let [depth, start, last] = [0, -1, ""];
  for (const { 0: token, index } of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]/g)) {
    if (token === "{" || token === "[") depth++;
    if (token === "}" || token === "]") depth--;
    if (start >= 0 && (depth === 0 || (depth === 1 && token === ","))) {
      member = json.slice(start, index).trim();
      start = -1;
    }
    if (depth === 1 && token === ":" && last === label) start = index + 1;
    last = token;
  }
  return member;
}
