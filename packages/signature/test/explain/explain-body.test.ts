import { describe, expect, test } from "vitest";
import { explain, sign, type BodyDamage } from "../../src/index.js";
import { testKeys } from "../keys.js";
import { perKey } from "./interop.js";

describe("what happened to a body is named", () => {
  const damages: Readonly<Record<string, [BodyDamage, (body: Buffer) => string | Uint8Array]>> = {
    "pretty-printed": ["pretty-printed", (body) => JSON.stringify(JSON.parse(body.toString()), null, 2)],
    "pretty-printed with tabs": ["pretty-printed", (body) => JSON.stringify(JSON.parse(body.toString()), null, "\t")],
    "re-serialised with blanks": ["reserialised", (body) => body.toString().replaceAll(":", ": ")],
    "escapes added": ["escapes", (body) => body.toString().replace("execute", "\\u0065xecute")],
    "an added line break": ["blanks", (body) => `${body.toString()}\n`],
    "an added byte order mark": ["byte-order-mark", (body) => `\uFEFF${body.toString()}`],
    "wrapped in a JSON string": ["string-in-json", (body) => JSON.stringify(body.toString())],
    "encoded in Base64": ["base64", (body) => body.toString("base64")],
  };
  test.each(Object.entries(damages))("%s, over every interop key", async (_, [damage, change]) => {
    for (const { body, key, header } of perKey) {
      const result = await explain(change(body), header, key);
      expect([result.causes, result.found?.body]).toEqual([["body"], damage]);
    }
  });

  test("decoded as Latin-1, over every interop key whose body is affected", async () => {
    for (const { body, key, header } of perKey.filter(({ body }) => body.some((byte) => byte > 127))) {
      const result = await explain(body.toString("latin1"), header, key);
      expect(result.found?.body).toBe("charset");
    }
  });

  test("decoded as Windows-1252, which TextDecoder uses for Latin-1, over every interop key", async () => {
    const decode = (body: Buffer) => body.toString("latin1").replaceAll("\x98", "˜").replaceAll("\x95", "•");
    for (const { body, key, header } of perKey.filter(({ body }) => body.some((byte) => byte > 127))) {
      expect(decode(body)).toContain("•");
      const result = await explain(decode(body), header, key);
      expect(result.found?.body).toBe("charset");
    }
  });

  test("written as Latin-1", async () => {
    const { key, signingKey } = await testKeys(1024);
    const signed = '{"n":"café"}';
    const result = await explain(Buffer.from(signed, "latin1"), sign(signed, signingKey), key);
    expect(result.found?.body).toBe("charset");
  });

  test("a parsed object is recognised, whatever else the parser did", async () => {
    const { key, signingKey } = await testKeys(1024);
    for (const signed of ['\uFEFF{"n":1}', '{"n":"caf\\u00e9"}', '{"n":1}\r\n']) {
      const result = await explain(JSON.parse(signed.replace("\uFEFF", "")), sign(signed, signingKey), key);
      expect(result.found?.body).toBe("parsed");
    }
  });

  test("a parsed object, over every interop key", async () => {
    for (const { body, key, header } of perKey) {
      const result = await explain(JSON.parse(body.toString()), header, key);
      expect([result.reason, result.causes, result.found?.body]).toEqual(["not-bytes", ["body"], "parsed"]);
      expect(result.message).toContain("express.raw");
    }
  });

  test.each<[string, string, (body: string) => string, BodyDamage]>([
    [
      "parsed and serialised again, from Python's spelling",
      '{"todo": "execute", "params": {"n": 1, "l": [1, 2]}}',
      again,
      "reserialised",
    ],
    ["parsed and serialised again, from Python's escapes", '{"todo": "execute", "n": "caf\\u00e9"}', again, "escapes"],
    ["parsed and serialised again, from escapes", '{"n":"caf\\u00e9"}', again, "escapes"],
    ["parsed and serialised again, from upper-case escapes", '{"n":"caf\\u00E9"}', again, "escapes"],
    [
      "parsed and serialised again, from Gson's escapes",
      '{"n":"a \\u003c b \\u0026 c\\u003d\\u0027"}',
      again,
      "escapes",
    ],
    ["parsed and serialised again, from PHP's slashes", '{"u":"https:\\/\\/example.org\\/"}', again, "escapes"],
    ["parsed and serialised again, from indentation", '{\n  "n": 1\n}', again, "reserialised"],
    ["trimmed", '{"n":1}\n', (body) => body.trim(), "blanks"],
    ["trimmed at both ends", '\n{"n":1} \n', (body) => body.trim(), "blanks"],
    ["trimmed of several lines", '{"n":1}\n\n', (body) => body.trim(), "blanks"],
    ["parsed and serialised again, from a pretty file", '{\n  "n": 1\n}\n', again, "reserialised"],
    ["parsed and serialised again, from pretty escapes", '{\n  "n": "caf\\u00e9"\n}', again, "escapes"],
    ["written with slashes escaped", '{"u":"https://example.org/"}', (body) => body.replaceAll("/", "\\/"), "escapes"],
    ["given the line breaks of an old Mac", '{\n"n":1\n}', (body) => body.replaceAll("\n", "\r"), "line-breaks"],
    [
      "signed in part, exactly as it is written there",
      '{"n": 1.0, "s": "a\\u0062}\\""}',
      (body) => `{"params":"x","a":[{"params":2}],"params": ${body} ,"todo":"execute"}`,
      "params-only",
    ],
    ["trimmed of CRLF", '{"n":1}\r\n', (body) => body.trim(), "blanks"],
    ["stripped of its byte order mark", '\uFEFF{"n":1}', (body) => body.slice(1), "byte-order-mark"],
    ["given Windows line breaks", '{\n"n":1\n}', (body) => body.replaceAll("\n", "\r\n"), "line-breaks"],
    ["given Unix line breaks", '{\r\n"n":1\r\n}', (body) => body.replaceAll("\r\n", "\n"), "line-breaks"],
    ["signed in part", '{"n":1}', (body) => `{"todo":"execute","params":${body}}`, "params-only"],
  ])("%s", async (_, signed, change, damage) => {
    const { key, signingKey } = await testKeys(1024);
    const given = change(signed);
    expect(given).not.toBe(signed);
    for (const hash of ["sha256", "sha512"] as const) {
      const result = await explain(given, sign(signed, signingKey, { hash }), key);
      expect(result.verdict).toBe("explained");
      expect(result.found).toMatchObject({ body: damage, hash });
      expect(result.causes).toEqual(hash === "sha256" ? ["body"] : ["hash", "body"]);
    }
  });
});

function again(body: string): string {
  return JSON.stringify(JSON.parse(body));
}
