import type { EmulatedBot, ParamType, ValueForms } from "@ck/emulator";
import type { ListenReport, SeenForm } from "./report.js";

type Kind = keyof ValueForms;

/** The form of a definition that each observed form stands for; the first one of a kind is the default. */
const FORMS: { readonly [K in Kind]: Readonly<Record<string, NonNullable<ValueForms[K]>>> } = {
  date: {
    "ISO date": "iso",
    "ISO date and time": "iso-date-time",
    "ISO date and time in UTC": "iso-utc",
    "ISO date and time in UTC with ms": "iso-utc-ms",
    "dd-MMM-yyyy date": "dd-MMM-yyyy",
    "epoch milliseconds": "epoch-ms",
    "epoch milliseconds as text": "epoch-ms-text",
    "epoch seconds": "epoch-s",
  },
  dateTime: {
    "ISO date and time": "iso",
    "ISO date and time in UTC": "iso-utc",
    "ISO date and time in UTC with ms": "iso-utc-ms",
    "dd-MMM-yyyy date and time": "dd-MMM-yyyy",
    "epoch milliseconds": "epoch-ms",
    "epoch milliseconds as text": "epoch-ms-text",
    "epoch seconds": "epoch-s",
  },
  time: { "time with seconds": "HH:mm:ss", time: "HH:mm" },
  number: {
    integer: "number",
    decimal: "number",
    "digits as text": "text",
    "decimal as text": "text",
    "integer written as a decimal": "decimal",
  },
  boolean: {
    boolean: "boolean",
    "true or false as text": "text",
    "yes or no as text": "yes-no",
    integer: "number",
  },
  range: { "object with end, start": "start-end", "object with from, to": "from-to" },
  selection: {
    "option id": "id",
    "option label": "label",
    "object with id, label": "id-label",
    "object with id, value": "id-value",
  },
  multiSelection: {},
};

const KINDS: Readonly<Partial<Record<ParamType, Kind>>> = {
  date: "date",
  "date-range": "date",
  "date-time": "dateTime",
  "date-time-range": "dateTime",
  time: "time",
  "time-range": "time",
  integer: "number",
  "integer-range": "number",
  decimal: "number",
  "decimal-range": "number",
  boolean: "boolean",
  selection: "selection",
  "multi-selection": "selection",
};

/** Reads how the values of params are written. What the definition does not have is left out: its type is not known. */
export function observedValues({ forms }: ListenReport, { actions }: Pick<EmulatedBot, "actions">): ValueForms {
  const votes = new Map<Kind, Map<string, number>>();
  const vote = (kind: Kind, form: string | undefined, count: number): void => {
    if (form === undefined) return;
    const own = votes.get(kind) ?? new Map<string, number>();
    votes.set(kind, own.set(form, (own.get(form) ?? 0) + count));
  };
  const types = typesOf(actions);
  for (const seen of forms) {
    const [root, name = "", side] = seen.path.split(".");
    const type = types.get(name);
    if (root !== "params" || type === undefined) continue;
    for (const [kind, form] of readForms(type, seen.form, side)) vote(kind, form, seen.count);
  }
  const chosen = [...votes].map(([kind, own]) => [kind, mostFrequent(own)] as const);
  return Object.fromEntries(chosen.filter(([kind, form]) => form !== DEFAULTS[kind]));
}

const DEFAULTS: Readonly<Record<Kind, string>> = {
  date: "iso",
  dateTime: "iso",
  time: "HH:mm:ss",
  number: "number",
  boolean: "boolean",
  range: "start-end",
  selection: "id",
  multiSelection: "list",
};

function readForms(
  type: ParamType,
  form: SeenForm["form"],
  side: string | undefined,
): (readonly [Kind, string | undefined])[] {
  const kind = KINDS[type];
  if (kind === undefined) return [];
  const known: Readonly<Record<string, string>> = FORMS[kind];
  const inList = form.startsWith("list of ") ? form.slice("list of ".length).split(" or ")[0] : undefined;
  if (type === "multi-selection" && side === undefined)
    return [
      ["multiSelection", inList === undefined ? "lone" : "list"],
      ["selection", known[inList ?? form]],
    ];
  if (!type.endsWith("-range")) return side === undefined ? [[kind, known[form]]] : [];
  if (side !== undefined) return [[kind, known[form]]];
  if (inList === undefined) return [["range", FORMS.range[form]]];
  return [
    ["range", "list"],
    [kind, known[inList]],
  ];
}

/** The type of each param; a name that stands for different types in two actions says nothing. */
function typesOf(actions: EmulatedBot["actions"]): ReadonlyMap<string, ParamType> {
  const types = new Map<string, ParamType | undefined>();
  for (const { name, type } of actions.flatMap(({ params }) => params))
    types.set(name, !types.has(name) || types.get(name) === type ? type : undefined);
  return new Map([...types].flatMap(([name, type]) => (type === undefined ? [] : [[name, type]])));
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}
