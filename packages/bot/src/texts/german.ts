import { formatBounds, formatChoices, formatCount, formatNumber, formatWait } from "./format.js";
import type { Texts } from "./texts.js";

const locale = "de";

/** The kit's texts in German. */
export const german: Texts = {
  locale,
  yes: ["ja"],
  no: ["nein"],
  welcome: "Guten Tag! Wie kann ich Ihnen helfen?",
  fallback: "Das habe ich leider nicht verstanden.",
  failure: "Leider ist etwas schiefgelaufen. Bitte versuchen Sie es noch einmal.",
  late: "Das dauert länger als erwartet. Bitte versuchen Sie es gleich noch einmal.",
  missing: ({ name }) => `Bitte geben Sie „${name}“ an.`,
  visitorRequired: "Bitte melden Sie sich zuerst an und versuchen Sie es dann noch einmal.",
  rateLimited: ({ waitMs }) =>
    `Das waren viele Nachrichten in kurzer Zeit. Bitte versuchen Sie es ${formatWait(locale, waitMs)} noch einmal.`,

  invalidText: "Bitte geben Sie einen Text ein.",
  textTooShort: ({ minLength }) => `Bitte geben Sie mindestens ${formatNumber(locale, minLength)} Zeichen ein.`,
  textTooLong: ({ maxLength }) => `Bitte geben Sie höchstens ${formatNumber(locale, maxLength)} Zeichen ein.`,
  invalidPattern: "Bitte geben Sie es in der erwarteten Form ein.",
  invalidEmail: "Bitte geben Sie eine E-Mail-Adresse an, zum Beispiel name@example.com.",
  invalidUser: "Bitte nennen Sie eine Person.",
  invalidInteger: (bounds) => `Bitte geben Sie eine ganze Zahl${within(bounds)} an.`,
  invalidDecimal: ({ precision, ...bounds }) => `Bitte geben Sie eine Zahl${within(bounds)}${digits(precision)} an.`,
  tooManyDigits: "Bitte geben Sie eine Zahl mit weniger Ziffern an.",
  invalidBoolean: "Bitte antworten Sie mit Ja oder Nein.",
  invalidDate: "Bitte geben Sie ein Datum an, zum Beispiel 2026-05-03.",
  invalidDateTime: "Bitte geben Sie Datum und Uhrzeit an, zum Beispiel 2026-05-03 14:30.",
  invalidTime: "Bitte geben Sie eine Uhrzeit an, zum Beispiel 14:30.",
  invalidRange: "Bitte geben Sie einen Anfang und ein Ende an.",
  invalidStart: ({ reason }) => `Der Anfang stimmt nicht. ${reason}`,
  invalidEnd: ({ reason }) => `Das Ende stimmt nicht. ${reason}`,
  startAfterEnd: "Bitte geben Sie einen Anfang an, der nicht nach dem Ende liegt.",
  invalidSelection: ({ labels }) => `Bitte wählen Sie eine der Möglichkeiten${list(labels)}.`,
  invalidMultiSelection: ({ labels }) => `Bitte wählen Sie eine oder mehrere der Möglichkeiten${list(labels)}.`,
};

function within(bounds: { readonly min?: number; readonly max?: number }): string {
  return formatBounds(locale, bounds, {
    between: (least, most) => ` zwischen ${least} und ${most}`,
    least: (least) => ` von mindestens ${least}`,
    most: (most) => ` von höchstens ${most}`,
  });
}

function digits(precision: number | undefined): string {
  if (precision === undefined) return "";
  const forms = { one: "# Nachkommastelle", other: "# Nachkommastellen" };
  return precision === 0 ? " ohne Nachkommastellen" : ` mit höchstens ${formatCount(locale, precision, forms)}`;
}

function list(labels: readonly string[]): string {
  return labels.length === 0 ? "" : `: ${formatChoices(locale, labels)}`;
}
