import { describe, expect, test } from "vitest";
import {
  explain,
  importPublicKey,
  sign,
  verifySync,
  type BodyDamage,
  type Hash,
  type PublicKey,
} from "../../src/index.js";
import { testKeys } from "../keys.js";
import { readFixtures } from "../vectors/read-fixtures.js";

interface InteropFile {
  readonly body: string;
  readonly keys: readonly {
    readonly name?: string;
    readonly L?: number;
    readonly spki?: string;
    readonly spki_pem?: string;
    readonly sigs: Readonly<Record<string, string>>;
  }[];
}

const JAVA: Readonly<Record<string, Hash>> = {
  DSA: "sha1",
  SHA1withDSA: "sha1",
  SHA224withDSA: "sha224",
  SHA256withDSA: "sha256",
  SHA384withDSA: "sha384",
  SHA512withDSA: "sha512",
};

/** A signature that another implementation made, with the key and the settings that it verifies with. */
interface Genuine {
  readonly name: string;
  readonly body: Buffer;
  readonly key: PublicKey;
  readonly header: string;
  readonly hash: Hash;
  readonly format: "der" | "p1363";
}

const fixtures = readFixtures();
const genuine: Genuine[] = ["interop-java17", "interop-openssl-cli", "interop-python-cryptography"].flatMap((file) => {
  const { body, keys } = fixtures[file] as InteropFile;
  return keys.flatMap(({ name, L, spki, spki_pem, sigs }) => {
    if (/^(512|768)/.test(name ?? "")) return [];
    const key = importPublicKey(spki ?? spki_pem ?? "", { allow: ["1024/224", "4096/256"] });
    return Object.entries(sigs).flatMap(([algorithm, header]) => {
      const base = algorithm.replace("inP1363Format", "").replace("pkeyutl_", "");
      const hash = JAVA[base] ?? (/^sha\d+$/.test(base) ? (base as Hash) : undefined);
      const format = algorithm.endsWith("P1363Format") ? ("p1363" as const) : ("der" as const);
      return hash === undefined
        ? []
        : [{ name: `${file} ${name ?? L} ${algorithm}`, body: Buffer.from(body, "base64"), key, header, hash, format }];
    });
  });
});
const perKey = genuine.filter(({ hash, format }) => hash === "sha256" && format === "der");

test.each(genuine)("$name: the settings are found", async ({ body, key, header, hash, format }) => {
  const result = await explain(body, header, key);
  expect(result.found).toMatchObject({ hash, format, encoding: "base64", keyId: key.keyId, body: "none" });
  expect(result.causes).toEqual([...(hash === "sha256" ? [] : ["hash"]), ...(format === "der" ? [] : ["format"])]);
  if (hash !== "sha256") expect(result.message).toContain(`Set \`hash: "${hash}"\``);
});

describe("what happens to a body is named", () => {
  const damages: Readonly<Record<string, [BodyDamage, (body: Buffer) => string | Uint8Array]>> = {
    "pretty-printed": ["pretty-printed", (body) => JSON.stringify(JSON.parse(body.toString()), null, 2)],
    "pretty-printed with tabs": ["pretty-printed", (body) => JSON.stringify(JSON.parse(body.toString()), null, "\t")],
    "re-serialised with blanks": ["reserialised", (body) => body.toString().replaceAll(":", ": ")],
    "escapes added": ["escapes", (body) => body.toString().replace("execute", "\\u0065xecute")],
    "an added line break": ["blanks", (body) => `${body.toString()}\n`],
    "an added byte order mark": ["byte-order-mark", (body) => `\uFEFF${body.toString()}`],
    "put into a JSON string": ["string-in-json", (body) => JSON.stringify(body.toString())],
    "put into Base64": ["base64", (body) => body.toString("base64")],
  };
  test.each(Object.entries(damages))("%s, over every interop key", async (_, [damage, change]) => {
    for (const { body, key, header } of perKey) {
      const result = await explain(change(body), header, key);
      expect([result.causes, result.found?.body]).toEqual([["body"], damage]);
    }
  });

  test("decoded as Latin-1, over every interop key whose body shows it", async () => {
    for (const { body, key, header } of perKey.filter(({ body }) => body.some((byte) => byte > 127))) {
      const result = await explain(body.toString("latin1"), header, key);
      expect(result.found?.body).toBe("charset");
    }
  });

  test("decoded as Windows-1252, which TextDecoder takes for Latin-1, over every interop key", async () => {
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

  test("a parsed object is said to be one, whatever else the parser did", async () => {
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
      "parsed and written again, from Python's spelling",
      '{"todo": "execute", "params": {"n": 1, "l": [1, 2]}}',
      again,
      "reserialised",
    ],
    ["parsed and written again, from Python's escapes", '{"todo": "execute", "n": "caf\\u00e9"}', again, "escapes"],
    ["parsed and written again, from escapes", '{"n":"caf\\u00e9"}', again, "escapes"],
    ["parsed and written again, from upper-case escapes", '{"n":"caf\\u00E9"}', again, "escapes"],
    ["parsed and written again, from Gson's escapes", '{"n":"a \\u003c b \\u0026 c\\u003d\\u0027"}', again, "escapes"],
    ["parsed and written again, from PHP's slashes", '{"u":"https:\\/\\/example.org\\/"}', again, "escapes"],
    ["parsed and written again, from indentation", '{\n  "n": 1\n}', again, "reserialised"],
    ["trimmed", '{"n":1}\n', (body) => body.trim(), "blanks"],
    ["trimmed at both ends", '\n{"n":1} \n', (body) => body.trim(), "blanks"],
    ["trimmed of several lines", '{"n":1}\n\n', (body) => body.trim(), "blanks"],
    ["parsed and written again, from a pretty file", '{\n  "n": 1\n}\n', again, "reserialised"],
    ["parsed and written again, from pretty escapes", '{\n  "n": "caf\\u00e9"\n}', again, "escapes"],
    ["written with slashes escaped", '{"u":"https://example.org/"}', (body) => body.replaceAll("/", "\\/"), "escapes"],
    ["given the line breaks of an old Mac", '{\n"n":1\n}', (body) => body.replaceAll("\n", "\r"), "line-breaks"],
    [
      "signed in part, as it stands there",
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

describe("what happens to a header is named", async () => {
  const { key, signingKey } = await testKeys(1024);
  const body = '{"todo":"welcome"}';
  // One whose text has characters that every damage touches.
  const header = (() => {
    for (;;) {
      const text = sign(body, signingKey);
      if (text.includes("+") && text.includes("/") && text.endsWith("=")) return text;
    }
  })();
  test.each<[string, string | string[], string[]]>([
    ["blanks around", ` ${header}\n`, ["blanks"]],
    ["folded", `${header.slice(0, 40)}\r\n${header.slice(40)}`, ["blanks"]],
    ["quotes", `"${header}"`, ["quotes"]],
    ["a prefix", `sha256=${header}`, ["prefix"]],
    ["percent-encoded", encodeURIComponent(header), ["percent"]],
    ["form-decoded", header.replaceAll("+", " "), ["plus-to-blank"]],
    ["padding gone", header.replace(/=+$/, ""), ["padding"]],
    ["sent twice", [header, header], ["repeated"]],
    ["joined", `${header}, ${header}`, ["repeated"]],
  ])("%s", async (_, damaged, damage) => {
    expect(verifySync(body, damaged, key).valid).toBe(false);
    const result = await explain(body, damaged, key);
    expect(result.found?.header).toEqual(damage);
    expect(result.causes).toEqual([damage[0] === "repeated" ? "repeated" : "header"]);
  });

  test.each(["base64url", "hex"] as const)("%s is an encoding, not a damage", async (encoding) => {
    const bytes = Buffer.from(header, "base64");
    expect((await explain(body, bytes.toString(encoding), key)).causes).toEqual(["encoding"]);
  });
});

describe("keys", async () => {
  const body = '{"todo":"welcome"}';
  const development = await testKeys(2048);
  const production = await testKeys(2048);
  const old = await testKeys(1024);

  test("a key that was given under a name is found by it", async () => {
    const result = await explain(body, sign(body, production.signingKey), development.key, {
      otherKeys: { production: production.key, development: development.key },
    });
    expect(result.causes).toEqual(["key"]);
    expect(result.found?.keyName).toBe("production");
    expect(result.message).toContain('the key "production"');
    expect(result.message).toContain(development.key.keyId);
  });

  test("the signature of another key is told from a changed body only by its size", async () => {
    const size = await explain(body, sign(body, old.signingKey), development.key);
    expect(size).toMatchObject({ verdict: "unexplained", causes: ["key-size"], checks: 0 });
    expect(size.message).toContain("160 bits");
    const vast = Buffer.from(`3048${"0222".padEnd(72, "7f")}${"0222".padEnd(72, "7f")}`, "hex").toString("base64");
    expect((await explain(body, vast, development.key)).message).toContain("more than 256 bits");
    const unknown = await explain(body, sign(body, production.signingKey), development.key);
    expect(unknown).toMatchObject({ verdict: "unexplained", causes: ["unknown"], reason: "mismatch" });
  });

  test("numbers that no key of the size can have made are said to be too large", async () => {
    const result = await explain(body, Buffer.alloc(64, 0xff).toString("base64"), development.key);
    expect(result).toMatchObject({ causes: ["unknown"], checks: 0, complete: true });
    expect(result.message).toContain("too large");
  });

  test("the bound in time holds for a large body and many keys", async () => {
    const large = JSON.stringify({ n: "é/<".repeat(200_000) });
    const header = sign(body, production.signingKey);
    const started = process.cpuUsage();
    const result = await explain(
      large,
      header,
      Array.from({ length: 20 }, () => development.key),
      { maxMs: 0 },
    );
    const { user, system } = process.cpuUsage(started);
    expect(result.complete).toBe(false);
    // Twenty checks of `verify` over 0.8 MB and at most one form of the body: without the bound it is many times that.
    expect((user + system) / 1_000).toBeLessThan(1_500);
  });

  test("a right signature is said to be right", async () => {
    const result = await explain(body, sign(body, development.signingKey), development.key);
    expect(result).toMatchObject({ verdict: "valid", causes: [], reason: undefined });
  });

  test.each<[string, unknown, string, RegExp]>([
    ["nothing", undefined, "missing", /switched on/],
    ["a token", "eyJhbGciOiJub25lIn0.e30.", "malformed", /Web Token/],
    ["an HMAC", "ab".repeat(32), "malformed", /HMAC/],
    ["an RSA signature", Buffer.alloc(256, 7).toString("base64"), "malformed", /RSA/],
    ["a word", "hello!", "malformed", /neither Base64/],
    ["a flood", "A".repeat(100_000), "malformed", /100000 characters/],
    ["half a signature", sign(body, development.signingKey).slice(0, 40), "malformed", /cut off/],
  ])("%s is no signature", async (_, header, cause, message) => {
    const result = await explain(body, header as string, development.key);
    expect(result.causes).toEqual([cause]);
    expect(result.message).toMatch(message);
  });

  test("it leaks neither body nor key nor signature, and keeps to its bounds", async () => {
    const secret = '{"todo":"execute","params":{"password":"hunter2-hunter2"}}';
    const header = sign(secret, production.signingKey);
    const results = [
      await explain(secret, header, development.key),
      await explain(secret, header, development.key, { otherKeys: { other: production.key } }),
    ];
    for (const result of results) {
      const text = JSON.stringify(result);
      expect(text).not.toContain("hunter2");
      expect(text).not.toContain(header.slice(0, 20));
      expect(text).not.toMatch(/[A-Za-z0-9+/]{40}/);
    }
    expect(results.map(({ complete }) => complete)).toEqual([true, true]);
    for (const [bound, checks] of [
      [{ maxChecks: 7 }, 7],
      [{ maxMs: -1 }, 0],
    ] as const) {
      const result = await explain(secret, header, development.key, bound);
      expect(result).toMatchObject({ checks, complete: false, verdict: "unexplained" });
      expect(result.message).toContain("not everything was tried");
    }
  });

  test("no body makes it throw", async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const header = sign(body, production.signingKey);
    const nested = "[".repeat(100_000) + "]".repeat(100_000);
    for (const odd of [
      undefined,
      null,
      1n,
      Symbol("x"),
      circular,
      nested,
      "\ud800",
      new Uint8Array([0xff]),
      () => 1,
      "",
      "1e999",
      "null",
    ])
      expect((await explain(odd, header, development.key, { maxChecks: 20 })).verdict).toBe("unexplained");
  });
});
