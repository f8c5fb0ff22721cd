import { toBody, type Exchange } from "@ck/emulator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExchangeRow } from "../../src/api/views.js";
import { findInBodies } from "../../src/find/find-in-bodies.js";
import { patternOf, wordsOf } from "../../src/find/words.js";

const entry = (number: number, request: string, response?: string) => ({
  row: { id: `e${number}`, number, todo: "execute", answer: "Your leave is booked." } as ExchangeRow,
  exchange: {
    request: { body: toBody(new TextEncoder().encode(request)) },
    ...(response !== undefined && { response: { body: toBody(new TextEncoder().encode(response)) } }),
  } as unknown as Exchange,
});
const find = (entries: Parameters<typeof findInBodies>[0], text: string, after = 0) =>
  findInBodies(entries, { text, after });

describe("a search in the bodies", () => {
  const deep = `{"a":"${"x ".repeat(2_000)}","code":"E_LIMIT","b":"${"y ".repeat(2_000)}"}`;
  const entries = [
    entry(1, '{"userInput":"hi"}', deep),
    entry(2, '{"params":{"from":"2030-05-06"}}', "{}"),
    entry(3, "{}"),
  ];

  it("says on which side a word stands, and what stands around it", () => {
    expect(find(entries, "e_limit")).toEqual({
      matches: [
        {
          id: "e1",
          side: "response",
          before: expect.stringMatching(/x ","code":"$/) as unknown,
          match: "E_LIMIT",
          after: expect.any(String) as unknown,
        },
      ],
      upTo: 3,
      hasMore: false,
    });
    expect(find(entries, "2030-05").matches).toMatchObject([{ id: "e2", side: "request", match: "2030-05" }]);
  });

  it("wants all words, some of which the row shows", () => {
    expect(find(entries, "booked E_LIMIT hi").matches.map(({ id }) => id)).toEqual(["e1"]);
    expect(find(entries, "booked E_LIMIT nowhere").matches).toEqual([]);
    // The row shows it, so the page has found it itself.
    expect(find(entries, "booked").matches).toEqual([]);
    expect(find(entries, '"x x').matches, "words in quotes stay together").toMatchObject([{ id: "e1" }]);
  });

  it("finds words as JSON escapes them, in any case", () => {
    const spelled = [
      entry(1, String.raw`{"a":"caf\u00e9 \u00C9TAT","b":"don\u0027t","c":"https:\/\/x.example","d":"C:\\bot"}`),
    ];
    for (const text of ["CAFÉ", "état", "don't", "https://x.example", "c:\\bot"])
      expect(find(spelled, text).matches, text).toHaveLength(1);
    expect(find([entry(1, '{"a":"CAFÉ 🌴"}')], "café 🌴").matches).toHaveLength(1);
  });

  it("goes on where it stopped, so that one call stays short", () => {
    const long = "x".repeat(1_000_000);
    const kinds = [entry(1, long, "needle"), entry(1, long, long)];
    const many = Array.from({ length: 30 }, (_, index) => {
      const { row, exchange } = kinds[index % 2]!;
      return { row: { ...row, id: `e${index}`, number: index + 1 }, exchange };
    });
    const found: string[] = [];
    let calls = 0;
    for (let after = 0, hasMore = true; hasMore; calls++) {
      const answer = find(many, "needle", after);
      expect(answer.upTo).toBeGreaterThan(after);
      found.push(...answer.matches.map(({ id }) => id));
      ({ upTo: after, hasMore } = answer);
    }
    expect(found).toHaveLength(15);
    expect(calls).toBeGreaterThan(2);
    expect(find(many, "needle", 30)).toEqual({ matches: [], upTo: 30, hasMore: false });
  });

  it("takes no longer for a word that almost fits in many ways", () => {
    const body = "\\".repeat(2_000);
    expect(find([entry(1, `${body}a`)], `${"\\".repeat(100)}b`).matches).toEqual([]);
    expect(find([entry(1, `${body}b`)], `${"\\".repeat(100)}b`).matches).toHaveLength(1);
  });

  it("finds any word in any body, and takes no word for a pattern", () => {
    // Signs of patterns, and any code unit.
    const units = fc.array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength: 30 });
    const texts = units.map((each) => String.fromCharCode(...each));
    fc.assert(
      fc.property(texts, texts, texts, (before, after, text) => {
        for (const word of wordsOf(text)) {
          const match = patternOf([word]).exec(before + text + after);
          expect(match, word).not.toBeNull();
        }
      }),
    );
  });
});
