import type { EmulatedParam } from "../emulated-bot.js";
import { ExactNumber } from "../json/exact-number.js";
import { isRecord, type OpenRecord } from "../record.js";
import type { ValueForms } from "./dialect.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

type Spell = (value: unknown) => unknown;

/** Writes the params of an action in the forms of a dialect. What has another form already stays as it is. */
export function spellParams(params: OpenRecord, definitions: readonly EmulatedParam[], forms: ValueForms): OpenRecord {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const param = definitions.find((each) => each.name === name);
      return [name, param === undefined ? value : spellerOf(param, forms)(value)];
    }),
  );
}

function spellerOf({ type, options }: EmulatedParam, forms: ValueForms): Spell {
  const selected: Spell = (id) => spellOption(id, options, forms.selection);
  switch (type) {
    case "integer":
    case "decimal":
      return (value) => spellNumber(value, forms.number);
    case "boolean":
      return (value) => spellBoolean(value, forms.boolean);
    case "date":
      return (value) => spellDate(value, forms.date);
    case "date-time":
      return (value) => spellDateTime(value, forms.dateTime);
    case "time":
      return (value) => spellTime(value, forms.time);
    case "integer-range":
    case "decimal-range":
      return (value) => spellRange(value, (end) => spellNumber(end, forms.number), forms.range);
    case "date-range":
      return (value) => spellRange(value, (end) => spellDate(end, forms.date), forms.range);
    case "date-time-range":
      return (value) => spellRange(value, (end) => spellDateTime(end, forms.dateTime), forms.range);
    case "time-range":
      return (value) => spellRange(value, (end) => spellTime(end, forms.time), forms.range);
    case "selection":
      return selected;
    case "multi-selection":
      return (value) => {
        if (!Array.isArray(value)) return value;
        const picked = value.map(selected);
        return forms.multiSelection === "lone" && picked.length === 1 ? picked[0] : picked;
      };
    case "string":
    case "user":
    case "email":
      return (value) => value;
  }
}

function spellNumber(value: unknown, form: ValueForms["number"]): unknown {
  if (typeof value !== "number" || form === undefined || form === "number") return value;
  if (form === "text") return String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? new ExactNumber(`${value}.0`) : value;
}

function spellBoolean(value: unknown, form: ValueForms["boolean"]): unknown {
  if (typeof value !== "boolean") return value;
  if (form === "text") return String(value);
  if (form === "yes-no") return value ? "yes" : "no";
  return form === "number" ? Number(value) : value;
}

function spellTime(value: unknown, form: ValueForms["time"]): unknown {
  return form === "HH:mm" && typeof value === "string" && /^\d\d:\d\d:\d\d$/.test(value) ? value.slice(0, 5) : value;
}

function spellDate(value: unknown, form: ValueForms["date"]): unknown {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return value;
  switch (form) {
    case undefined:
    case "iso":
      return value;
    case "iso-date-time":
      return `${value}T00:00:00`;
    case "dd-MMM-yyyy":
      return namedMonth(value);
    default:
      return spellDateTime(`${value}T00:00:00`, form);
  }
}

function spellDateTime(value: unknown, form: ValueForms["dateTime"]): unknown {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value)) return value;
  const ms = Date.parse(`${value}Z`);
  switch (form) {
    case undefined:
    case "iso":
      return value;
    case "iso-utc":
      return `${value}Z`;
    case "iso-utc-ms":
      return `${value}.000Z`;
    case "dd-MMM-yyyy":
      return `${namedMonth(value.slice(0, 10))} ${value.slice(11)}`;
    case "epoch-ms":
      return ms;
    case "epoch-ms-text":
      return String(ms);
    case "epoch-s":
      return ms / 1000;
  }
}

function namedMonth(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${date}-${MONTHS[Number(month) - 1] ?? ""}-${year}`;
}

function spellRange(value: unknown, spell: Spell, form: ValueForms["range"]): unknown {
  if (!isRecord(value) || !("start" in value) || !("end" in value)) return value;
  const [start, end] = [spell(value["start"]), spell(value["end"])];
  if (form === "list") return [start, end];
  return form === "from-to" ? { from: start, to: end } : { start, end };
}

function spellOption(id: unknown, options: EmulatedParam["options"], form: ValueForms["selection"]): unknown {
  if (typeof id !== "string" || form === undefined || form === "id") return id;
  const label = options.find((option) => option.id === id)?.label ?? "";
  const shown = label === "" ? id : label;
  if (form === "label") return shown;
  return form === "id-label" ? { id, label: shown } : { id, value: shown };
}
