import { describe, expect, test } from "vitest";
import { exportPublicKey, importPrivateKey, importPublicKey } from "../../src/index.js";
import { codeOf, testKeys } from "../keys.js";

const { key, publicKey: pem, privateKey } = await testKeys();
const base64 = exportPublicKey(key, "base64");
const lines = pem.trim().split("\n");

describe("a key is found", () => {
  const forms: Readonly<Record<string, string>> = {
    "in JSON": JSON.stringify({ publicKey: base64 }),
    "in JSON, as PEM": JSON.stringify({ publicKey: pem }),
    "in JSON, deep inside": JSON.stringify({ id: 1, bot: { name: "Ada", keys: [{ publicKey: pem }] } }, null, 2),
    "in a list of one": JSON.stringify([base64]),
    "in JSON in Base64, as secret stores give it": Buffer.from(JSON.stringify({ publicKey: pem })).toString("base64"),
    "in JSON as a line of .env": `CK_PUBLIC_KEY='${JSON.stringify({ publicKey: base64 })}'`,
    "in curly quotes": `“${base64}”`,
    "in curly quotes as a line of .env": `CK_PUBLIC_KEY=“${pem}”`,
    "in German quotes": `„${base64}“`,
    "in French quotes": `«${base64}»`,
    "in curly single quotes": `‘${base64}’`,
    "with long dashes": pem.replaceAll("-----", "—–"),
    "with en dashes": pem.replaceAll("--", "–"),
    "percent-encoded": encodeURIComponent(pem),
    "percent-encoded, bare": encodeURIComponent(base64),
    "percent-encoded as a form": new URLSearchParams({ key: pem }).toString().slice(4),
  };
  test.each(Object.entries(forms))("%s", (_, text) => {
    expect(importPublicKey(text).keyId).toBe(key.keyId);
  });

  test("and a private key, too", () => {
    const { keyId } = importPrivateKey(privateKey);
    for (const text of [JSON.stringify({ privateKey }), `“${privateKey}”`, encodeURIComponent(privateKey)])
      expect(importPrivateKey(text).keyId).toBe(keyId);
  });
});

test.each([
  ["no key", JSON.stringify({ publicKey: "…" })],
  ["two keys", JSON.stringify({ development: base64, production: base64 })],
  ["endless nesting", "[".repeat(8_000) + "]".repeat(8_000)],
])("JSON with %s is named", (_, text) => {
  expect(() => importPublicKey(text)).toThrow(/got JSON without a key in it, or with several/);
});

describe("a wrong character is named, with its place", () => {
  const put = (text: string, at: number, character: string) => text.slice(0, at) + character + text.slice(at + 1);
  const line = (number: number) => lines.slice(0, number).join("\n").length + 1;
  test.each<[string, string, RegExp]>([
    ["in bare Base64", put(base64, 99, "!"), /damaged: character 100 is U\+0021, not a character of Base64\. Copy/],
    ["at the beginning of bare Base64", put(base64, 0, "м"), /character 1 is U\+043C/],
    [
      "at the end of bare Base64",
      `${base64.slice(0, -3)}€==`,
      new RegExp(`character ${base64.length - 2} is U\\+20AC`),
    ],
    ["beyond the basic plane", put(base64, 200, "😀"), /character 201 is U\+1F600/],
    ["after a variable's name", `CK_PUBLIC_KEY=${put(base64, 50, "…")}`, /character 65 is U\+2026/],
    ["in PEM", put(pem, line(3) + 6, "*"), /not Base64: the character in line 4, column 7 is U\+002A/],
    ["in PEM with CRLF", put(pem, line(3) + 6, "*").replaceAll("\n", "\r\n"), /line 4, column 7 is U\+002A/],
    ["in PEM, a padding too early", put(pem, line(2) + 10, "="), /line 3, column 11 is U\+003D/],
    ["in a PEM of one line", put(lines.join(""), 100, "#"), /character 101 is U\+0023/],
    [
      "and more of them",
      put(put(base64, 99, "!"), 300, "?"),
      /character 100 is U\+0021, not a character of Base64, and 1 more/,
    ],
  ])("%s", (_, text, message) => {
    expect(codeOf(() => importPublicKey(text))).toBe("ERR_KEY_UNREADABLE");
    expect(() => importPublicKey(text)).toThrow(message);
  });

  test("a character that is missing is named as such", () => {
    const unpadded = base64.replace(/=+$/, "");
    const short = unpadded.slice(0, unpadded.length - ((unpadded.length - 1) % 4));
    expect(() => importPublicKey(short)).toThrow(/one is missing, or one too many/);
  });

  test("but not which one it is in a private key", () => {
    const text = put(privateKey, 100, "§");
    expect(() => importPrivateKey(text)).toThrow(/line 3, column \d+ is not a character of Base64/);
    expect(() => importPrivateKey(text)).not.toThrow(/U\+|§/);
  });

  test("and a text that is something else is not called a damaged key", () => {
    for (const text of ["secret key!", "lorem ipsum, dolor sit amet! ".repeat(20)])
      expect(() => importPublicKey(text)).toThrow(/This is not a public key/);
  });
});

test("the message for an unusual size names a way that leads on from every entrance", () => {
  const p = (1n << 4095n) + 1n;
  const numbers = { ...exportPublicKey(key, "numbers"), p };
  expect(() => importPublicKey(numbers)).toThrow(/importPublicKey\(key, \{ allow: \["4096\/256"\] \}\)/);
});
