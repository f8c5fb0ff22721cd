import { because, decoded, readList, readProperty, readText, type Decoded } from "./decoded.js";

/** The choices of a selection param: id → label shown to the user. */
export type SelectionOptions = Readonly<Record<string, string>>;

/** The ids of the choices, as a union of strings. */
export type SelectionId<Options extends SelectionOptions> = `${Extract<keyof Options, string | number>}`;

/**
 * Decodes a selection param to the id of the choice. It may arrive as an id, a label, or an object with `id`, `label` or
 * `value`. An exact match wins, ids before labels; then case and surrounding blanks are ignored, if only one choice
 * matches.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 * @param options - The choices: id → label.
 *
 * @example
 * ```ts
 * import { decodeSelection } from "@ck/protocol";
 *
 * const leaveTypes = { casual: "Casual leave", sick: "Sick leave" };
 * decodeSelection("sick leave", leaveTypes); // → { ok: true, value: "sick" }
 * const wrong = decodeSelection("none", leaveTypes);
 * wrong.ok ? "" : wrong.reason; // → "Please choose one of: Casual leave, Sick leave."
 * ```
 */
export function decodeSelection<const Options extends SelectionOptions>(
  value: unknown,
  options: Options,
): Decoded<SelectionId<Options>> {
  const id = finder(options)(value);
  return id === undefined ? because({ code: "invalidSelection", labels: labelsOf(options) }) : decoded(id);
}

/**
 * Decodes a multi selection param to the ids of the choices, each once, in the order received: a list of what
 * {@link decodeSelection} accepts, or a single one.
 *
 * Source: docs/contract.md §1 "Params".
 *
 * @param value - The param as it is in `params`.
 * @param options - The choices: id → label.
 *
 * @example
 * ```ts
 * import { decodeMultiSelection } from "@ck/protocol";
 *
 * const days = { mon: "Monday", tue: "Tuesday" };
 * decodeMultiSelection(["tue", { id: "mon" }, "Tuesday"], days); // → { ok: true, value: ["tue", "mon"] }
 * decodeMultiSelection("mon", days); // → { ok: true, value: ["mon"] }
 * ```
 */
export function decodeMultiSelection<const Options extends SelectionOptions>(
  value: unknown,
  options: Options,
): Decoded<SelectionId<Options>[]> {
  const find = finder(options);
  const ids = new Set<SelectionId<Options>>();
  for (const entry of readList(value) ?? [value]) {
    const id = find(entry);
    if (id === undefined) return because({ code: "invalidMultiSelection", labels: labelsOf(options) });
    ids.add(id);
  }
  return ids.size === 0 ? because({ code: "invalidMultiSelection", labels: labelsOf(options) }) : decoded([...ids]);
}

/** The texts that may name the choice, the most certain first. */
function spellings(value: unknown): string[] {
  const candidates =
    typeof value === "object" ? ["id", "value", "label"].map((key) => readProperty(value, key)) : [value];
  return candidates
    .map((candidate) => (typeof candidate === "number" ? readText(candidate) : candidate))
    .filter((candidate): candidate is string => typeof candidate === "string" && candidate.trim() !== "");
}

/** Indexes the choices by each spelling, so that a long list of values takes linear time. */
function finder<Options extends SelectionOptions>(
  options: Options,
): (value: unknown) => SelectionId<Options> | undefined {
  const exact = new Map<string, string>();
  const folded = new Map<string, string | undefined>();
  for (const id of Object.keys(options)) exact.set(id, id);
  for (const [id, label] of Object.entries(options)) {
    if (!exact.has(label)) exact.set(label, id);
    for (const spelling of new Set([fold(id), fold(label)]))
      // Two choices with the same spelling: it is not certain which one is meant.
      folded.set(spelling, folded.has(spelling) ? undefined : id);
  }
  return (value) => {
    for (const text of spellings(value)) {
      const id = exact.get(text) ?? exact.get(text.trim()) ?? folded.get(fold(text));
      if (id !== undefined) return id as SelectionId<Options>;
    }
    return undefined;
  };
}

function fold(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}

/** Nobody reads more in a chat. */
const MAX_LISTED = 10;

function labelsOf(options: SelectionOptions): readonly string[] {
  const labels = Object.values(options);
  return labels.length > MAX_LISTED ? [] : labels;
}
