import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { entries, published } from "./published.js";

type Published = (typeof published)[number];

const execute = promisify(execFile);

/** What a fresh process saw while it loaded one build. */
interface Loaded {
  readonly names: string[];
  readonly resources: string[];
  readonly globals: string[];
  readonly listeners: string[];
}

// Reported as the process ends, which it does by itself only if the import left nothing open: else the test's time is up.
// What other people's modules do when they are loaded is theirs: they are loaded before.
const observe = (others: readonly string[]): string => `
  const loadOthers = async () => { for (const name of ${JSON.stringify(others)}) await import(name).catch(() => undefined); };
  const listening = () => process.eventNames().flatMap((name) => process.listeners(name).map(() => String(name)));
  const look = () => ({
    globals: new Set(Reflect.ownKeys(globalThis)),
    listeners: listening().length,
    resources: process.getActiveResourcesInfo().length,
  });
  const report = (before, loaded) => {
    const listeners = listening().slice(before.listeners);
    process.once("exit", () => console.log(JSON.stringify({
      names: Object.keys(loaded).filter((name) => !["__esModule", "default", "module.exports"].includes(name)).sort(),
      resources: process.getActiveResourcesInfo().slice(before.resources),
      globals: Reflect.ownKeys(globalThis).filter((key) => !before.globals.has(key)).map(String),
      listeners,
    })));
  };`;
const programs = {
  // A package may import itself by its name: this goes through its own \`exports\`, as at a user's.
  import: (specifier: string) => `await loadOthers(); report(look(), await import(${JSON.stringify(specifier)}));`,
  require: (specifier: string) => `loadOthers().then(() => report(look(), require(${JSON.stringify(specifier)})));`,
};

/** Each build is loaded once: its process says all that these tests ask for. */
const loaded = new Map<string, Promise<Loaded>>();

function load(specifier: string, one: Published, form: "import" | "require"): Promise<Loaded> {
  const key = `${form} ${specifier}`;
  const known = loaded.get(key) ?? observeLoad(specifier, one, form);
  loaded.set(key, known);
  return known;
}

async function observeLoad(
  specifier: string,
  { folder, manifest }: Published,
  form: "import" | "require",
): Promise<Loaded> {
  const inputType = form === "import" ? "module" : "commonjs";
  const { dependencies = {}, peerDependencies = {} } = manifest as Record<string, object>;
  const others = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !name.startsWith("@ck/"));
  // Of Node's own, one looks whether the terminal has colours, and the other loads its fetch.
  const program = `${observe(["node:assert/strict", "node:http", ...others])} ${programs[form](specifier)}`;
  const args = [`--input-type=${inputType}`, "--eval", program];
  const { stdout, stderr } = await execute(process.execPath, args, { cwd: folder, timeout: 20_000 });
  expect(stderr).toBe("");
  const [report = "", ...rest] = stdout.split("\n").reverse().filter(Boolean);
  expect(rest, "an import prints nothing").toEqual([]);
  return JSON.parse(report) as Loaded;
}

describe.each(published)("$manifest.name, as built", (one) => {
  const { folder, manifest } = one;
  describe.each(entries(manifest))("%s", (specifier, target) => {
    it("is built", () => {
      for (const { types, default: file } of Object.values(target))
        for (const built of [types, file])
          expect(existsSync(path.join(folder, built)), `${built}: run \`pnpm build\` first`).toBe(true);
    });

    it("exports the same names to import and to require", async () => {
      const [esm, cjs] = await Promise.all([load(specifier, one, "import"), load(specifier, one, "require")]);
      expect(esm.names).toEqual(cjs.names);
      expect(esm.names.length).toBeGreaterThan(0);
    });

    it.each(["import", "require"] as const)("does nothing at %s", async (form) => {
      const { globals, listeners, resources } = await load(specifier, one, form);
      expect({ globals, listeners, resources }).toEqual({ globals: [], listeners: [], resources: [] });
    });
  });
});
