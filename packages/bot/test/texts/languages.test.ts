import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeDate, decodeDateTime, decodeEmail, decodeTime } from "@ck/protocol";
import { arabic, english, german, hindi, japanese, spanish, type Texts } from "../../src/texts.js";
import { sayText } from "../../src/texts/say-text.js";
import type { TextValues } from "../../src/texts/texts.js";

const languages = { arabic, english, german, hindi, japanese, spanish };
type Name = keyof TextValues;

/** Something else than any text says by itself, in no language. */
const word = fc.constantFrom("Zx1", "Qk27", "Wv3");
const number = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }).map((each) => Number(each.toFixed(3))),
);
const count = fc.nat({ max: 1_000 });
const bounds = fc.record({ min: number, max: number }, { requiredKeys: [] });
const labels = fc.record({ labels: fc.array(word, { maxLength: 10 }) });
const end = fc.record({ reason: word.map((each) => `${each}.`) });
const none = fc.constant({});

const values: { readonly [N in Name]: fc.Arbitrary<TextValues[N]> } = {
  welcome: none,
  fallback: none,
  failure: none,
  late: none,
  visitorRequired: none,
  missing: fc.record({ param: word, name: word }),
  rateLimited: fc.record({ waitMs: fc.nat({ max: 3_600_000 }) }),
  invalidText: none,
  textTooShort: fc.record({ minLength: count }),
  textTooLong: fc.record({ maxLength: count }),
  invalidPattern: none,
  invalidEmail: none,
  invalidUser: none,
  invalidInteger: bounds,
  invalidDecimal: fc
    .tuple(bounds, fc.option(fc.nat({ max: 20 })))
    .map(([own, precision]) => ({ ...own, ...(precision !== null && { precision }) })),
  tooManyDigits: none,
  invalidBoolean: none,
  invalidDate: none,
  invalidDateTime: none,
  invalidTime: none,
  invalidRange: none,
  invalidStart: end,
  invalidEnd: end,
  startAfterEnd: none,
  invalidSelection: labels,
  invalidMultiSelection: labels,
};
const names = Object.keys(values) as Name[];

/** What is English in a sentence besides the values: words of two letters, apart from the address that all show. */
const LATIN_WORDS = /[a-z]{2,}/giu;

describe.each(Object.entries(languages))("%s", (language, texts: Texts) => {
  it.each(names)("says %s with every value, and nothing else", (name) => {
    fc.assert(
      fc.property(values[name], (given) => {
        const said = sayText(texts, name, given as never);
        expect(said).toMatch(/^\P{Zs}(.*\P{Zs})?$/u);
        expect(said).not.toMatch(/undefined|null|NaN|Infinity|\[object|#|\$\{|  /);
        expect(said).toMatch(/[.。।?？؟]$/u);
        expect(said.length).toBeLessThan(300);
        for (const label of (given as { labels?: readonly string[] }).labels ?? []) expect(said).toContain(label);
        for (const [key, value] of Object.entries(given))
          if (key === "name" || key === "reason") expect(said).toContain(value);
      }),
      { numRuns: 50 },
    );
  });

  it("holds every number of its values", () => {
    const show = (each: number): string =>
      new Intl.NumberFormat(texts.locale, { useGrouping: false, maximumFractionDigits: 20 }).format(each + 0);
    fc.assert(
      fc.property(bounds, ({ min, max }) => {
        for (const name of ["invalidInteger", "invalidDecimal"] as const) {
          const said = sayText(texts, name, { ...(min !== undefined && { min }), ...(max !== undefined && { max }) });
          for (const each of [min, max]) if (each !== undefined) expect(said).toContain(show(each));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("has no words of another language", () => {
    if (language === "english") return;
    const taken = [...new Set(names.map((name) => sayText(english, name, sample(name)).toLowerCase()))];
    for (const name of names) {
      const said = sayText(texts, name, sample(name));
      expect(taken).not.toContain(said.toLowerCase());
      expect(said).not.toMatch(/\b(please|sorry|give|answer|choose|between|least|most|such as|again)\b/i);
      const latin = said.replace("name@example.com", "").match(LATIN_WORDS) ?? [];
      if (["arabic", "hindi", "japanese"].includes(language)) expect(latin.filter((each) => each !== "Zx")).toEqual([]);
    }
  });

  it("shows examples that the decoders accept", () => {
    const example = (name: Name, form: RegExp): string => form.exec(sayText(texts, name, {}))?.[0] ?? "";
    expect(decodeEmail(example("invalidEmail", /\w+@\w+\.com/)).ok).toBe(true);
    expect(decodeDate(example("invalidDate", /\d{4}-\d{2}-\d{2}/)).ok).toBe(true);
    expect(decodeDateTime(example("invalidDateTime", /\d{4}-\d{2}-\d{2} \d{2}:\d{2}/)).ok).toBe(true);
    expect(decodeTime(example("invalidTime", /\d{2}:\d{2}/)).ok).toBe(true);
  });

  it("has the words for yes and no that it asks for", () => {
    const said = sayText(texts, "invalidBoolean", {}).toLowerCase();
    expect(texts.yes.some((yes) => said.includes(yes))).toBe(true);
    expect(texts.no.some((no) => said.includes(no))).toBe(true);
  });
});

/** One set of values for a text, with everything in it that may be there. */
function sample(name: Name): never {
  const given: Partial<{ [N in Name]: TextValues[N] }> = {
    missing: { param: "Zx", name: "Zx" },
    rateLimited: { waitMs: 5_000 },
    textTooShort: { minLength: 3 },
    textTooLong: { maxLength: 3 },
    invalidInteger: { min: 1, max: 3 },
    invalidDecimal: { min: 1, max: 3, precision: 2 },
    invalidStart: { reason: "Zx" },
    invalidEnd: { reason: "Zx" },
    invalidSelection: { labels: ["Zx"] },
    invalidMultiSelection: { labels: ["Zx"] },
  };
  return (given[name] ?? {}) as never;
}

describe("plural forms", () => {
  it.each([
    [1, "يُرجى كتابة حرف واحد على الأقل."],
    [2, "يُرجى كتابة حرفين على الأقل."],
    [3, "يُرجى كتابة 3 أحرف على الأقل."],
    [11, "يُرجى كتابة 11 حرفًا على الأقل."],
    [100, "يُرجى كتابة 100 حرف على الأقل."],
  ])("are right in Arabic for %i", (minLength, said) => {
    expect(sayText(arabic, "textTooShort", { minLength })).toBe(said);
  });

  it.each([
    [1_000, "Das waren viele Nachrichten in kurzer Zeit. Bitte versuchen Sie es in 1 Sekunde noch einmal."],
    [20_000, "Das waren viele Nachrichten in kurzer Zeit. Bitte versuchen Sie es in 20 Sekunden noch einmal."],
    [121_000, "Das waren viele Nachrichten in kurzer Zeit. Bitte versuchen Sie es in 3 Minuten noch einmal."],
  ])("are right in German for %i ms", (waitMs, said) => {
    expect(sayText(german, "rateLimited", { waitMs })).toBe(said);
  });

  it("are right in Spanish", () => {
    expect(sayText(spanish, "textTooLong", { maxLength: 1 })).toBe("Por favor, escriba como máximo 1 carácter.");
    expect(sayText(spanish, "textTooLong", { maxLength: 2 })).toBe("Por favor, escriba como máximo 2 caracteres.");
  });
});
