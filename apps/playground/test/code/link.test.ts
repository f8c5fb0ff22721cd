import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { carriesCode, fromFragment, toFragment } from "../../src/code/link.js";

const linkOf = (packed: Uint8Array): string => `#code=${Buffer.from(packed).toString("base64url")}`;

it("code comes out of a link as it went in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 500 }), async (code) => {
      const fragment = (await toFragment(code)) ?? "";
      expect(fragment).toMatch(/^#code=[\w-]*$/);
      expect(carriesCode(fragment)).toBe(true);
      expect(await fromFragment(fragment)).toBe(code);
    }),
    { numRuns: 50 },
  );
});

it("code that is too long gets no link", async () => {
  expect(await toFragment("x".repeat(50_000))).toBeDefined();
  expect(await toFragment("x".repeat(50_001))).toBeUndefined();
});

it("a link that unpacks to more than the longest code is refused", async () => {
  const bomb = linkOf(deflateRawSync(Buffer.alloc(40_000_000)));
  expect(bomb.length).toBeLessThan(80_000);
  expect(await fromFragment(bomb)).toBeUndefined();
  expect(await fromFragment(linkOf(deflateRawSync(Buffer.alloc(50_000, 0x20))))).toBe(" ".repeat(50_000));
});

it.each([
  ["of another kind", "#tab=bot"],
  ["that is empty", "#code="],
  ["that is not Base64", "#code=%E0%A4%A"],
  ["that is not compressed", linkOf(Buffer.from("export const bot = 1;"))],
  ["that is cut off", linkOf(deflateRawSync(Buffer.from("export const bot = 1;")).subarray(0, 10))],
  ["whose text is not UTF-8", linkOf(deflateRawSync(Buffer.from([0xff, 0xfe])))],
  ["that is too long", `#code=${"A".repeat(80_000)}`],
])("a link %s holds no code", async (_, fragment) => {
  expect(await fromFragment(fragment)).toBeUndefined();
});
