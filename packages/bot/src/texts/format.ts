/** A number as the language writes it. Without separators of thousands: a visitor who copies them would be misread. */
export function formatNumber(locale: string, number: number): string {
  // -0 becomes 0: nobody means the difference.
  return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 20 }).format(number + 0);
}

/** `a, b or c`. */
export function formatChoices(locale: string, labels: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: "disjunction" }).format(labels);
}

/** A time in whole seconds, or from two minutes on in whole minutes. */
export function roundUp(waitMs: number): { readonly number: number; readonly unit: "second" | "minute" } {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return seconds < 120 ? { number: seconds, unit: "second" } : { number: Math.ceil(seconds / 60), unit: "minute" };
}

/** `in 20 seconds`. */
export function formatWait(locale: string, waitMs: number): string {
  const { number, unit } = roundUp(waitMs);
  return new Intl.RelativeTimeFormat(locale).format(number, unit);
}

/** The form of a language's plural rules, with the number in place of `#`. */
export function formatCount(
  locale: string,
  number: number,
  forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string },
): string {
  const form = forms[new Intl.PluralRules(locale).select(number)] ?? forms.other;
  return form.replace("#", () => formatNumber(locale, number));
}

/** What a language says about bounds. */
export interface BoundsWords {
  readonly between: (least: string, most: string) => string;
  readonly least: (least: string) => string;
  readonly most: (most: string) => string;
}

/** The words for the bounds that are set; an empty text without bounds. */
export function formatBounds(
  locale: string,
  { min, max }: { readonly min?: number; readonly max?: number },
  words: BoundsWords,
): string {
  const [least, most] = [min, max].map((bound) => (bound === undefined ? undefined : formatNumber(locale, bound)));
  if (least !== undefined && most !== undefined) return words.between(least, most);
  if (least !== undefined) return words.least(least);
  return most === undefined ? "" : words.most(most);
}
