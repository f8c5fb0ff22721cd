import path from "node:path";
import { describe, expect, it } from "vitest";
import { entries, published } from "./published.js";

describe.each(published)("the package.json of $manifest.name", ({ folder, manifest }) => {
  it("has the one shape that all published packages have", () => {
    expect(manifest).toMatchObject({
      name: `@ck/${path.basename(folder)}`,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown,
      description: expect.stringMatching(/^[A-Z].{20,}[^.]$/) as unknown,
      license: "MIT",
      type: "module",
      sideEffects: false,
      engines: { node: ">=20.19" },
      files: ["dist"],
      main: "./dist/index.cjs",
      types: "./dist/index.d.cts",
      scripts: { typecheck: "tsc", "pack:check": "node ../../scripts/pack-check.mjs" },
    });
    expect(manifest).not.toHaveProperty("private");
    // The release fills it in from where it runs; provenance sits in that job's environment.
    expect(manifest).not.toHaveProperty("repository");
    expect(manifest).not.toHaveProperty("publishConfig");
  });

  it("runs nothing at the user's install", () => {
    const scripts = Object.keys(manifest.scripts as object);
    expect(scripts.filter((name) => /^(pre|post)?(install|prepare|publish)/.test(name))).toEqual([]);
  });

  it("exports an ESM and a CJS build of each entry, the types first", () => {
    expect(manifest.exports["./package.json"]).toBe("./package.json");
    for (const [specifier, target] of entries(manifest)) {
      const name = specifier === manifest.name ? "index" : path.basename(specifier);
      const builds = [
        ["import", `./dist/${name}.d.ts`, `./dist/${name}.js`],
        ["require", `./dist/${name}.d.cts`, `./dist/${name}.cjs`],
      ] as const;
      // As text: the order of the conditions counts.
      const expected = builds.map(([form, types, file]) => [form, { types, default: file }]);
      expect(JSON.stringify(target)).toBe(JSON.stringify(Object.fromEntries(expected)));
    }
  });

  it("depends on nothing but packages of ours, from this tree", () => {
    const dependencies = (manifest.dependencies ?? {}) as Record<string, string>;
    for (const [name, range] of Object.entries(dependencies)) {
      expect(name).toMatch(/^@ck\//);
      expect(range).toBe("workspace:^");
    }
  });
});

it.each(["@ck/protocol", "@ck/signature"])("%s has no dependency at all", (name) => {
  const { manifest } = published.find((candidate) => candidate.manifest.name === name)!;
  for (const key of ["dependencies", "peerDependencies", "optionalDependencies"])
    expect(manifest).not.toHaveProperty(key);
});
