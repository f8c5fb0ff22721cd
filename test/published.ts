import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A package.json of ours, as far as these tests read it. */
export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<"import" | "require", ExportTarget>>>>;
  readonly [key: string]: unknown;
}

/** What one side of an export names. */
export interface ExportTarget {
  readonly types: string;
  readonly default: string;
}

/** The top of the repository. */
export const root: string = fileURLToPath(new URL("..", import.meta.url));

/** Every package that is published, with its folder. */
export const published: readonly { folder: string; manifest: Manifest }[] = readdirSync(path.join(root, "packages"), {
  withFileTypes: true,
})
  // What a deleted package leaves behind (node_modules, dist) is a folder, and no package.
  .filter((entry) => existsSync(path.join(root, "packages", entry.name, "package.json")))
  .map((entry) => {
    const folder = path.join(root, "packages", entry.name);
    return { folder, manifest: JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest };
  })
  .filter(({ manifest }) => manifest.private !== true);

/** What can be imported of a package: `[specifier, its two builds]` for each entry of its exports but package.json. */
export function entries(manifest: Manifest): [string, Readonly<Record<"import" | "require", ExportTarget>>][] {
  return Object.entries(manifest.exports).flatMap(([subpath, target]) =>
    typeof target === "string" ? [] : [[path.posix.join(manifest.name, subpath), target]],
  );
}
