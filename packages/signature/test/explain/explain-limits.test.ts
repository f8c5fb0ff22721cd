import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBody } from "../../src/explain/explain-body.js";
import { measureValue } from "../../src/explain/measure-value.js";
import { rawMember } from "../../src/explain/raw-member.js";
import { mostWritten, SERIALISERS } from "../../src/explain/serialisers.js";
import { explain, sign } from "../../src/index.js";
import { testKeys } from "../keys.js";

const { key, signingKey } = await testKeys(1024);
const header = sign("another body", signingKey);
const never = () => false;

/** The bytes of all forms of a body together, and of the largest. */
function sizes(body: unknown): { readonly total: number; readonly largest: number; readonly isIncomplete: boolean } {
  const forms = readBody(body, never);
  const lengths = Array.from(forms, ({ bytes }) => bytes.length);
  return {
    total: lengths.reduce((sum, length) => sum + length, 0),
    largest: Math.max(...lengths),
    isIncomplete: forms.isIncomplete,
  };
}

const deep = (levels: number, elements: number) =>
  `${"[".repeat(levels)}${Array(elements).fill("0").join()}${"]".repeat(levels)}`;
const deepObject = (levels: number, members: number) =>
  `${'{"a":'.repeat(levels)}{${Array.from({ length: members }, (_, index) => `"${index}":0`).join()}}${"}".repeat(levels)}`;

/** What a stranger may send to make an explanation expensive. */
const hostile: Readonly<Record<string, string>> = {
  "a wide array, nested 4,000 times": deep(4_000, 28_000),
  "a wide array, nested as deep as the parser reads": deep(63, 28_000),
  "a wide object, nested 2,000 times": deepObject(2_000, 5_000),
  "a wide object, nested as deep as the parser reads": deepObject(60, 5_000),
  "the same under params": `{"params":${deep(60, 28_000)}}`,
  "nothing but brackets": "[".repeat(50_000) + "]".repeat(50_000),
  "many small objects": `[${Array(30_000).fill("{}").join()}]`,
  "characters that are escaped": JSON.stringify({ n: "\u007f<é/".repeat(10_000) }),
  "control characters": JSON.stringify({ n: "\u0001".repeat(10_000) }),
  "lone surrogates": JSON.stringify({ n: "\ud800".repeat(10_000) }),
  "numbers that grow": `[${Array(10_000).fill("1e20").join()}]`,
  "line breaks": "\n".repeat(60_000),
  "carriage returns": `{"a":1}${"\r".repeat(60_000)}`,
  "quotes in quotes": JSON.stringify(JSON.stringify(JSON.stringify('"'.repeat(8_000)))),
  "escaped quotes under params": `{"params":"${'\\"'.repeat(30_000)}"}`,
  Base64: Buffer.alloc(45_000, 7).toString("base64"),
};

describe("the forms of a body take a bounded number of bytes", () => {
  test.each(Object.entries(hostile))("%s", async (_, body) => {
    const { length } = Buffer.from(body);
    const { total, largest } = sizes(body);
    expect(largest).toBeLessThanOrEqual(8 * length + 1_024);
    expect(total).toBeLessThanOrEqual(128 * length + 65_536);
    const result = await explain(body, header, key, { maxChecks: 40 });
    expect(result).toMatchObject({ verdict: "unexplained", complete: false });
  });

  test("any JSON, however deep, wide, long or escaped", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.constantFrom("\u007f", "\u0001", "/", "<", "é", "\u2028", "\ud800", '"', "\\").map((unit) => unit.repeat(500)),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "large" },
        text,
        fc.double(),
        fc.constant(null),
        tie("array"),
        tie("object"),
        tie("deep"),
      ),
      array: fc.array(tie("any"), { maxLength: 30 }),
      object: fc.dictionary(text, tie("any"), { maxKeys: 10 }),
      deep: fc.tuple(fc.nat(80), tie("any")).map(([levels, inner]) => {
        let outer = inner;
        for (let level = 0; level < levels; level++) outer = level % 2 === 0 ? [outer] : { params: outer };
        return outer;
      }),
    })).any;
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2, "\t"), (content, indent) => {
        const body = JSON.stringify(content, null, indent) as string | undefined;
        if (body === undefined) return;
        const { length } = Buffer.from(body);
        const { total, largest } = sizes(body);
        expect(largest).toBeLessThanOrEqual(8 * length + 1_024);
        expect(total).toBeLessThanOrEqual(128 * length + 65_536);
        const measure = measureValue(content, Infinity);
        if (measure === undefined) return;
        for (const serialiser of SERIALISERS) {
          const written = serialiser.write(content);
          expect(Buffer.byteLength(written)).toBeLessThanOrEqual(mostWritten(serialiser, measure));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("an object that shares or contains itself", () => {
    let shared: unknown = "x";
    for (let level = 0; level < 60; level++) shared = [shared, shared];
    expect(sizes(shared)).toMatchObject({ isIncomplete: true });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect([...readBody(circular, never)]).toEqual([]);
  });
});

test("no form is written once the time is up", () => {
  let over = false;
  const forms = readBody('{"params":{"n":1}}', () => over)[Symbol.iterator]() as Generator;
  expect(forms.next().value).toMatchObject({ damage: "none" });
  over = true;
  expect([...forms]).toEqual([]);
});

test("an ordinary body is tried in every form", async () => {
  const body = JSON.stringify(
    { todo: "execute", params: { n: 1, list: [{ a: "é" }, "</p>"] }, user: { id: 5 } },
    null,
    2,
  );
  expect(sizes(body).isIncomplete).toBe(false);
  expect((await explain(body, header, key)).complete).toBe(true);
});

test("rawMember gives what JSON.parse takes, whatever stands around it", () => {
  const json = fc.json({ maxDepth: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom("params", "p\\u0061rams", "x", "params\\\\"), json)), (members) => {
      const body = `{ ${members.map(([name, member]) => `"${name}" :\n${member}`).join(" , ")} }`;
      const found = rawMember(body, "params");
      const plain = members.filter(([name]) => name === "params").at(-1);
      expect(found).toBe(plain?.[1].trim());
    }),
  );
});

describe("a body that is not UTF-8 text is named", () => {
  const body = '{"todo":"execute","params":{"n":"café"}}';
  const utf16 = (text: string) => Buffer.from(text, "utf16le");
  test.each<[string, Uint8Array | string, RegExp]>([
    ["gzip", gzipSync(body), /compressed with gzip/],
    ["gzip, read as text", gzipSync(body).toString("utf8"), /compressed with gzip, and decoded as text/],
    ["gzip, read as Latin-1", gzipSync(body).toString("latin1"), /compressed with gzip, and decoded as text/],
    ["deflate", deflateSync(body), /compressed with deflate/],
    ["deflate, at the best level", deflateSync(body, { level: 9 }), /compressed with deflate/],
    ["Zstandard", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x05, 0x29, 0x00), /compressed with Zstandard/],
    ["UTF-16", utf16("{}"), /UTF-16LE/],
    ["UTF-16 with a byte order mark", utf16("\uFEFFé"), /UTF-16LE/],
    ["big-endian UTF-16", utf16("\uFEFFé").swap16(), /UTF-16BE/],
    ["Latin-1", Buffer.from('{"n":"é"}', "latin1"), /not UTF-8 \(from the byte at offset 6\)/],
    ["a sequence that is too long", Uint8Array.of(0x7b, 0xc0, 0x80), /not UTF-8 \(from the byte at offset 1\)/],
    ["a surrogate", Uint8Array.of(0x7b, 0x7b, 0xed, 0xa0, 0x80), /not UTF-8 \(from the byte at offset 2\)/],
    ["a character that is cut off", Buffer.from("é").subarray(0, 1), /not UTF-8 \(from the byte at offset 0\)/],
  ])("%s", async (_, sent, message) => {
    const { verdict, message: text } = await explain(sent, header, key);
    expect(verdict).toBe("unexplained");
    expect(text).toMatch(message);
  });

  test("and ordinary text is not", async () => {
    for (const text of [body, "x = 1", "x\u0001", "", "😀"])
      expect((await explain(Buffer.from(text), header, key)).message).not.toMatch(/compressed|not UTF-8|UTF-16/);
  });

  test.each([
    ["UTF-16", utf16(body)],
    ["UTF-16 with a byte order mark", utf16(`\uFEFF${body}`)],
    ["big-endian UTF-16", utf16(body).swap16()],
  ])("%s is undone where it can be", async (_, sent) => {
    const { found, message } = await explain(sent, sign(body, signingKey), key);
    expect(found?.body).toBe("charset");
    expect(message).toContain("UTF-16");
  });
});

test("a header of any length and number is explained in bounded memory", async () => {
  for (const odd of ["A,".repeat(1_000_000), Array(1_000_000).fill("A,A,A"), "A".repeat(1_000_000)])
    expect((await explain("{}", odd as string, key)).causes).toEqual(["malformed"]);
});
