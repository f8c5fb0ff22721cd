import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { entries, published, root, type Manifest } from "./published.js";

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
      files: expect.arrayContaining(["dist"]) as unknown,
      main: "./dist/index.cjs",
      types: "./dist/index.d.cts",
      scripts: { "pack:check": "node ../../scripts/pack-check.mjs" },
    });
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

  it("takes packages of ours from this tree, and others at one version", () => {
    const dependencies = (manifest.dependencies ?? {}) as Record<string, string>;
    for (const [name, range] of Object.entries(dependencies))
      expect(range, name).toMatch(name.startsWith("@ck/") ? /^workspace:\^$/ : /^\d+\.\d+\.\d+$/);
  });

  it("packs beside dist only what it exports", () => {
    const beside = (manifest.files as string[]).filter((file) => file !== "dist");
    expect(Object.values(manifest.exports)).toEqual(expect.arrayContaining(beside.map((file) => `./${file}`)));
  });

  it("has been released, or a changeset says how it will be", () => {
    const changesets = readdirSync(path.join(root, ".changeset")).filter((file) => file.endsWith(".md"));
    const texts = changesets.map((file) => readFileSync(path.join(root, ".changeset", file), "utf8"));
    // Publishing takes whatever the registry does not have, at whatever version.
    const announced = texts.some((text) => text.includes(`"${manifest.name}": `));
    expect(announced || manifest.version !== "0.0.0", "add a file to .changeset (`pnpm changeset`)").toBe(true);
  });
});

describe("what stands on the way of a request", () => {
  it.each(["protocol", "signature", "bot", "node", "express", "koa", "fastify", "fetch", "lambda", "catalyst"])(
    "@ck/%s depends on packages of ours alone",
    (name) => {
      const { dependencies = {} } = find(`@ck/${name}`);
      expect(Object.keys(dependencies as object).filter((dependency) => !dependency.startsWith("@ck/"))).toEqual([]);
    },
  );

  it.each(["@ck/protocol", "@ck/signature"])("%s has no dependency at all", (name) => {
    const manifest = find(name);
    for (const key of ["dependencies", "peerDependencies", "optionalDependencies"])
      expect(manifest).not.toHaveProperty(key);
  });
});

function find(name: string): Manifest {
  return published.find(({ manifest }) => manifest.name === name)!.manifest;
}
