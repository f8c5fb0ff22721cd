import { describe, expect, test } from "vitest";
import { explain, sign, verifySync } from "../../src/index.js";
import { testKeys } from "../keys.js";

describe("what happened to a header is named", async () => {
  const { key, signingKey } = await testKeys(1024);
  const body = '{"todo":"welcome"}';
  // A header with characters that every kind of damage affects.
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
    ["without padding", header.replace(/=+$/, ""), ["padding"]],
    ["sent twice", [header, header], ["repeated"]],
    ["joined", `${header}, ${header}`, ["repeated"]],
  ])("%s", async (_, damaged, damage) => {
    expect(verifySync(body, damaged, key).valid).toBe(false);
    const result = await explain(body, damaged, key);
    expect(result.found?.header).toEqual(damage);
    expect(result.causes).toEqual([damage[0] === "repeated" ? "repeated" : "header"]);
  });

  test.each(["base64url", "hex"] as const)("%s is an encoding, not damage", async (encoding) => {
    const bytes = Buffer.from(header, "base64");
    expect((await explain(body, bytes.toString(encoding), key)).causes).toEqual(["encoding"]);
  });
});
