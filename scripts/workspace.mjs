// @ts-check
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Manifest What these scripts read of a package.json.
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {string} [packageManager]
 * @property {Record<string, unknown>} exports
 * @property {string[]} files
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 */

/** The top of the repository. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The package.json in a folder.
 *
 * @param {string} folder
 * @returns {Manifest}
 */
export function readManifest(folder) {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
}

/**
 * The folders of the packages that are published: all of `packages/` but private ones.
 *
 * @returns {string[]}
 */
export function publishedFolders() {
  return foldersIn("packages").filter((folder) => !readManifest(folder).private);
}

/**
 * The folders of all workspace packages, the top first.
 *
 * @returns {string[]}
 */
export function workspaceFolders() {
  return [root, ...foldersIn("packages"), ...foldersIn("apps"), ...foldersIn("templates")];
}

/** @param {string} parent */
function foldersIn(parent) {
  return readdirSync(path.join(root, parent))
    .map((name) => path.join(root, parent, name))
    .filter((folder) => existsSync(path.join(folder, "package.json")))
    .sort();
}
