import { KEY_ORDER, readJson, writeJson, type JsonSpelling } from "@ck/emulator";

/** A body as it may have been sent, and what must have happened to it since. */
export interface Respelled {
  readonly text: string;
  readonly damage: readonly string[];
}

/** How common JSON writers spell: JavaScript and Java, Python, and both with indents. */
const SPELLINGS: readonly JsonSpelling[] = [
  {},
  { comma: ", ", colon: ": " },
  { colon: ": ", indent: "  " },
  { colon: ": ", indent: "    " },
  { colon: " : ", indent: "  " },
];
/** Each way costs a check of the signature over the whole body. */
const MAX_LENGTH = 100_000;
const ENDS = ["", "\n", "\r\n"];

/** Writes the JSON of a body in the ways in which it may have been sent: other blanks, escapes, order of keys and line breaks at the end. */
export function* respellings(got: string): Generator<Respelled> {
  if (got.length > MAX_LENGTH) return;
  const value = readJson(got);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const sorted = Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => rankOf(one) - rankOf(other)));
  const hasOthers = /[\u0080-\uffff]/.test(writeJson(value));
  for (const [object, order] of [
    [value, []],
    [sorted, ["its keys were put into another order"]],
  ] as const)
    for (const spelling of SPELLINGS)
      for (const escape of hasOthers ? ([[], ["non-ascii"]] as const) : ([[]] as const))
        for (const end of ENDS)
          yield {
            text: writeJson(object, { ...spelling, escape, end }),
            damage: [
              ...order,
              "its JSON was written again, with other blanks or escapes",
              ...(end === "" ? [] : ["the line break at its end was lost"]),
            ],
          };
}

function rankOf(key: string): number {
  const rank = KEY_ORDER.indexOf(key);
  return rank === -1 ? KEY_ORDER.length : rank;
}
