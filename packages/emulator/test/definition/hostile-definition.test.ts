import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDefinition, defineEmulatedBot, readDefinition, starterDefinition, toJson } from "../../src/index.js";
import { closestName } from "../../src/definition/fields/closest-name.js";
import { readPositionedJson } from "../../src/definition/json/positioned-json.js";

describe("any text", () => {
  const starter = toJson(starterDefinition());
  const broken = fc
    .tuple(fc.nat(starter.length), fc.nat(8), fc.string({ maxLength: 4 }))
    .map(([at, length, instead]) => starter.slice(0, at) + instead + starter.slice(at + length));

  it("is answered with a bot or with an error, whose place is in the text", () => {
    fc.assert(
      fc.property(fc.oneof(broken, fc.json(), fc.string()), (text) => {
        const { bot, problems } = checkDefinition(text);
        expect(bot === undefined).toBe(problems.some(({ severity }) => severity === "error"));
        const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
        for (const { line = 0, column = 0 } of problems) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is JSON exactly if the runtime says so, and means the same", () => {
    fc.assert(
      fc.property(fc.oneof(broken, fc.json(), fc.string()), (text) => {
        const { value, isWellFormed } = readPositionedJson(text);
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(isWellFormed).toBe(text.startsWith("\uFEFF") && isJson(text.slice(1)));
          return;
        }
        expect(isWellFormed).toBe(true);
        expect(JSON.stringify(value)).toBe(JSON.stringify(expected));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["nested", "[".repeat(400_000)],
    ["nested in objects", '{"a":'.repeat(150_000)],
    ["too long", `"${"x".repeat(1_000_001)}"`],
    ["a long list of faults", "[x,".repeat(300_000)],
    ["many lines of faults", "[x,\n".repeat(20_000)],
    ["one long name", JSON.stringify({ ["x".repeat(900_000)]: 1 })],
  ])("that is %s is answered within seconds", (_, text) => {
    const start = performance.now();
    expect(checkDefinition(text).problems.length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it("cannot reach a prototype", () => {
    checkDefinition('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(checkDefinition('{"name":"x","__proto__":{"webhook":"http://localhost"}}').bot).toBeUndefined();
  });
});

it("any value in code is answered with a bot or with an ERR_DEFINITION", () => {
  fc.assert(
    fc.property(fc.anything({ withSparseArray: true, withNullPrototype: true }), fc.anything(), (value, action) => {
      for (const definition of [value, { name: "x", webhook: "http://localhost", actions: [action, value] }]) {
        try {
          defineEmulatedBot(definition as never);
        } catch (error) {
          expect(error).toMatchObject({ code: "ERR_DEFINITION" });
        }
      }
    }),
    { numRuns: 300 },
  );
});

describe("a file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ck-definition-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is read, and named in its errors", async () => {
    const file = path.join(folder, "convokraft.json");
    writeFileSync(file, toJson(starterDefinition()));
    expect(await readDefinition(file)).toEqual(defineEmulatedBot(starterDefinition()));
    writeFileSync(file, "{");
    await expect(readDefinition(file)).rejects.toThrow(`${file}:1:2: error: `);
  });

  it("that is not there, or no text, is told from a wrong one", async () => {
    await expect(readDefinition(path.join(folder, "none.json"))).rejects.toMatchObject({
      code: "ERR_DEFINITION_FILE",
      message: expect.stringContaining("There is no file") as string,
    });
    await expect(readDefinition(folder)).rejects.toMatchObject({ code: "ERR_DEFINITION_FILE" });
    const file = path.join(folder, "latin1.json");
    writeFileSync(file, Buffer.from('{"name":"caf\u00e9"}', "latin1"));
    await expect(readDefinition(file)).rejects.toThrow("is not UTF-8");
  });
});

it("a name is guessed only where it is near", () => {
  const names = ["invocation", "url", "secured"];
  expect(closestName("invokation", names)).toBe("invocation");
  expect(closestName("URL", names)).toBe("url");
  expect(closestName("secure", names)).toBe("secured");
  expect(closestName("headers", names)).toBeUndefined();
  expect(closestName("x".repeat(10_000), names)).toBeUndefined();
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
