import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeBase64 } from "../src/bytes/base64.js";
import { writePkcs8, writeSpki } from "../src/key-format/key-bytes.js";
import { writeSignature } from "../src/signature-text.js";

const text = readFileSync(new URL("../docs/settings.md", import.meta.url), "utf8");
const rows = text.split("\n").filter((line) => line.startsWith("| "));
const rowOf = (words: string) => rows.find((row) => row.includes(words)) ?? "";

/** A number of so many bits; keys are written here, not imported, so nothing else about it matters. */
const bits = (length: number) => 1n << BigInt(length - 1);

describe("the table of keys is right, whichever of the numbers are a byte shorter", () => {
  test.each([
    [1024, 160],
    [1024, 224],
    [2048, 224],
    [2048, 256],
    [3072, 256],
    [4096, 256],
  ])("%i/%i", (modulus, divisor) => {
    const row = rowOf(`DSA ${modulus}/${divisor}`);
    // A quarter, a half and a quarter of all keys; then one key in some hundred.
    for (const [g, y] of [
      [modulus, modulus],
      [modulus, modulus - 1],
      [modulus - 1, modulus],
      [modulus - 1, modulus - 1],
      [modulus, modulus - 8],
    ] as const) {
      const parameters = { p: bits(modulus), q: bits(divisor), g: bits(g) };
      expect(row).toContain(encodeBase64(writeSpki(parameters, bits(y))).slice(0, 8));
      expect(encodeBase64(writePkcs8(parameters, bits(divisor)))).toMatch(/^MII...IBADCC/);
    }
  });

  test("no spelling is in two rows", () => {
    const spellings = rows
      .flatMap((row) => row.match(/`MII\w{3}CC`/g) ?? [])
      .filter((spelling, at, all) => {
        // Java's own are named once more in their row.
        return all.indexOf(spelling) === at;
      });
    for (const spelling of spellings) expect(rows.filter((row) => row.includes(spelling))).toHaveLength(1);
    expect(spellings.length).toBeGreaterThan(20);
  });
});

test.each([
  [160, "MC"],
  [224, "MD"],
  [256, "ME"],
])("the table of signatures is right for q of %i bits", (divisor, beginning) => {
  const width = divisor / 8;
  const hexRow = rowOf("DER in hexadecimal digits");
  for (const [r, s] of [
    [0xff, 0xff],
    [0xff, 0x7f],
    [0x7f, 0x7f],
    [0x7f, 0],
  ] as const) {
    const fixed = new Uint8Array(2 * width).fill(0x7f);
    [fixed[0], fixed[width]] = [r, s];
    const der = writeSignature(fixed, "der", "base64");
    expect(der.slice(0, 2)).toBe(beginning);
    expect(rowOf(`| \`${beginning}\``)).toContain(String(der.length));
    const hex = writeSignature(fixed, "der", "hex");
    const [, from = "", to = ""] = new RegExp(`\`(${hex.slice(0, 3)}.)\` to \`(....)\``).exec(hexRow) ?? [];
    expect(hex.slice(0, 4) >= from && hex.slice(0, 4) <= to).toBe(true);
    expect(hex.length).toBeGreaterThanOrEqual(90);
    expect(hex.length).toBeLessThanOrEqual(144);
    const sideBySide = rowOf("side by side in Base64");
    expect(sideBySide).toContain(String(writeSignature(fixed, "p1363", "base64").length));
  }
});
