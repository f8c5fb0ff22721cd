/** A way to write JSON. */
export interface Spelling {
  /** Ends the sentence "Your server verifies over JSON written …". */
  readonly how: string;
  readonly write: (value: unknown) => string;
}

const compact = (value: unknown): string => JSON.stringify(value);

/** How common libraries write JSON, the most common first. */
export const SPELLINGS: readonly Spelling[] = [
  { how: "without blanks", write: compact },
  {
    how: "with blanks after : and ,, and non-ASCII escaped, as Python's json.dumps does",
    write: (value) => ascii(spaced(value)),
  },
  { how: "with blanks after : and ,", write: spaced },
  { how: "without blanks, and non-ASCII escaped", write: (value) => ascii(compact(value)) },
  {
    how: "with escaped slashes and non-ASCII, as PHP's json_encode does",
    write: (value) => slashes(ascii(compact(value))),
  },
  { how: "with <, > and & escaped, as Go and Gson do", write: (value) => html(compact(value)) },
  { how: "with sorted keys", write: (value) => compact(sorted(value)) },
  { how: "with sorted keys, and <, > and & escaped, as Go does", write: (value) => html(compact(sorted(value))) },
  { how: "with sorted keys and blanks, as Python's json.dumps does", write: (value) => ascii(spaced(sorted(value))) },
  { how: "indented by 2 blanks", write: (value) => JSON.stringify(value, undefined, 2) },
  { how: "indented by 4 blanks", write: (value) => JSON.stringify(value, undefined, 4) },
  { how: "indented by tabs", write: (value) => JSON.stringify(value, undefined, "\t") },
  { how: "indented by 4 blanks, and non-ASCII escaped", write: (value) => ascii(JSON.stringify(value, undefined, 4)) },
];

/** `{"a": 1, "b": [2, 3]}` */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return compact(value);
  return `{${Object.entries(value)
    .map(([key, child]) => `${compact(key)}: ${spaced(child)}`)
    .join(", ")}}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]));
}

function ascii(json: string): string {
  return json.replaceAll(/[\u007F-\uFFFF]/g, escape);
}

function slashes(json: string): string {
  return json.replaceAll("/", "\\/");
}

function html(json: string): string {
  return json.replaceAll(/[<>&]/g, escape);
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
