import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));

it("imports nothing of Node, however far its imports go", () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import) "([^"]+)"/g)) {
      expect(specifier, file).not.toMatch(/^node:/);
      if (specifier.startsWith(".")) visit(path.join(path.dirname(file), specifier.replace(/\.js$/, ".ts")));
    }
    expect(readFileSync(file, "utf8"), file).not.toMatch(/\b(Buffer|process)\b[.(]/);
  };
  visit(path.join(src, "core.ts"));
  expect(seen.size).toBeGreaterThan(40);
  const all = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(path.join(src, name)).isFile(),
  );
  const rest = all.filter((name) => !seen.has(path.join(src, name)) && !name.startsWith("node/"));
  expect(rest).toEqual(["index.ts"]);
});
