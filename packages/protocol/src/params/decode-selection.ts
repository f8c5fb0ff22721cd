import { because, decoded, readList, readProperty, type Decoded } from "./decoded.js";

/**
 * The choices of a selection param: id → the label that the user reads.
 *
 * @example
 * ```ts
 * import type { SelectionOptions } from "@ck/protocol";
 *
 * const leaveTypes: SelectionOptions = { casual: "Casual leave", sick: "Sick leave" };
 * ```
 */
export type SelectionOptions = Readonly<Record<string, string>>;

/**
 * The ids of some choices, as a union of strings.
 *
 * @example
 * ```ts
 * import type { SelectionId } from "@ck/protocol";
 *
 * const id: SelectionId<{ casual: "Casual leave"; sick: "Sick leave" }> = "sick";
 * ```
 */
export type SelectionId<Options extends SelectionOptions> = `${Extract<keyof Options, string | number>}`;

/**
 * Decodes a selection param to the id of the choice. It may come as id or label, or as an object with `id`, `label` or
 * `value`. The exact spelling comes first, ids before labels; then blanks around it and its case are forgiven, where
 * that leaves one choice only.
 *
 * @param value The param, as it stands in `params`.
 * @param options The choices: id → label.
 *
 * Source: contract §1 "Params".
 *
 * @example
 * ```ts
 * import { decodeSelection } from "@ck/protocol";
 *
 * const leaveTypes = { casual: "Casual leave", sick: "Sick leave" };
 * decodeSelection("sick leave", leaveTypes); // → { ok: true, value: "sick" }
 * decodeSelection("none", leaveTypes); // → { ok: false, reason: "Please choose one of: Casual leave, Sick leave." }
 * ```
 */
export function decodeSelection<const Options extends SelectionOptions>(
  value: unknown,
  options: Options,
): Decoded<SelectionId<Options>> {
  const id = finder(options)(value);
  return id === undefined ? because(`Please choose one of${listLabels(options)}.`) : decoded(id);
}

/**
 * Decodes a multi selection param to the ids of the choices, each once, in the order in which they came: a list of what
 * {@link decodeSelection} accepts, or a lone one.
 *
 * @param value The param, as it stands in `params`.
 * @param options The choices: id → label.
 *
 * Source: contract §1 "Params".
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
    if (id === undefined) return because(`Please choose one or more of${listLabels(options)}.`);
    ids.add(id);
  }
  return ids.size === 0 ? because(`Please choose one or more of${listLabels(options)}.`) : decoded([...ids]);
}

/** What may name the choice, the surest first. */
function spellings(value: unknown): string[] {
  const candidates =
    typeof value === "object" ? ["id", "value", "label"].map((key) => readProperty(value, key)) : [value];
  return candidates
    .map((candidate) => (typeof candidate === "number" ? String(candidate) : candidate))
    .filter((candidate): candidate is string => typeof candidate === "string" && candidate.trim() !== "");
}

/** The choices by each of their spellings, so that a long list of values costs no more than its length. */
function finder<Options extends SelectionOptions>(
  options: Options,
): (value: unknown) => SelectionId<Options> | undefined {
  const exact = new Map<string, string>();
  const folded = new Map<string, string | undefined>();
  for (const id of Object.keys(options)) exact.set(id, id);
  for (const [id, label] of Object.entries(options)) {
    if (!exact.has(label)) exact.set(label, id);
    for (const spelling of new Set([fold(id), fold(label)]))
      // Two choices that are spelled alike: then neither is meant for sure.
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

/** More than that nobody reads in a chat. */
const MAX_LISTED = 10;

function listLabels(options: SelectionOptions): string {
  const labels = Object.values(options);
  return labels.length === 0 || labels.length > MAX_LISTED ? " the options" : `: ${labels.join(", ")}`;
}
