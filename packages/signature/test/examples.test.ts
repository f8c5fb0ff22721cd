import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "node:util";
import { afterAll, expect, test, vi } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ck-examples-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Example {
  readonly name: string;
  readonly code: string;
}

/** The `ts` blocks of a document, or of the docstrings of a source file. */
function examplesIn(path: string): readonly Example[] {
  const text = readFileSync(join(root, path), "utf8").replaceAll(/^ \* ?/gm, "");
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map((match, index) => ({
    name: `${path} #${index + 1}`,
    code: match[1] ?? "",
  }));
}

const sources = ["src", "docs"].flatMap((name) =>
  readdirSync(join(root, name), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|md)$/.test(file))
    .map((file) => join(name, file)),
);
const examples = ["README.md", ...sources].flatMap(examplesIn);

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(20);
});

test.each(examples)("$name runs, and prints what its comments say", async ({ name, code }) => {
  const printed: string[] = [];
  const log = vi
    .spyOn(console, "log")
    .mockImplementation((...values: unknown[]) => void printed.push(format(...values)));
  const file = join(folder, `${name.replaceAll(/\W+/g, "-")}.ts`);
  // The search for fresh primes would take most of the run's time; the first example of the README searches.
  const quick = code.replaceAll("generateKeyPair()", 'generateKeyPair({ parameters: "published" })');
  writeFileSync(file, name === "README.md #1" ? code : quick);
  try {
    await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    log.mockRestore();
  }
  for (const [, comment = ""] of code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)) {
    const expected = comment.replace(/^on Node: /, "");
    if (expected === "nothing secret is shown") continue;
    // What stands before and after an ellipsis must be there.
    for (const part of expected.split("…")) expect(printed.join("\n")).toContain(part.trim());
  }
});
