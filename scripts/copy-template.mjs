// @ts-check
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readManifest, root } from "./workspace.mjs";

/**
 * Copies the adapter template out of the workspace, as the guide "Write an adapter" says.
 *
 * @param {string} folder The new package's.
 * @returns {string[]} What it depends on beside packages of ours.
 */
export function copyTemplate(folder) {
  const template = path.join(root, "templates/adapter");
  cpSync(template, folder, { recursive: true, filter: (from) => path.basename(from) !== "node_modules" });
  const { dependencies, devDependencies, scripts } = readManifest(template);
  const manifest = { name: "my-adapter", version: "0.1.0", type: "module", scripts };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));

  // The line of the guide, so that it is what is tried.
  const [options] =
    /"compilerOptions": \{.*?\}/.exec(readFileSync(path.join(root, "docs/write-an-adapter.md"), "utf8")) ?? [];
  if (options === undefined) throw new Error("docs/write-an-adapter.md gives no compilerOptions.");
  writeFileSync(path.join(folder, "tsconfig.json"), `{ ${options}, "include": ["src", "test"] }`);

  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !version.startsWith("workspace:"))
    .map(([name, version]) => `${name}@${version}`);
}
