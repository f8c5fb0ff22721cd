// @ts-check
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { runOrThrow } from "./command.mjs";
import { toolEnvironment } from "./install.mjs";

/**
 * Packs one package as a release would: `workspace:` ranges become versions, and pnpm adds the LICENSE of the top.
 *
 * @param {string} folder The package's folder.
 * @param {string} destination The folder for the tarball.
 * @returns {Promise<string>} The tarball's path.
 */
export async function pack(folder, destination) {
  const printed = await runOrThrow(["pnpm", "pack", "--json", "--pack-destination", destination], {
    cwd: folder,
    env: await toolEnvironment(),
    timeoutMs: 60_000,
  });
  return JSON.parse(printed).filename;
}

/**
 * The files of a packed package with their texts, named as in the package.
 *
 * @param {string} tarball
 * @returns {Map<string, string>}
 */
export function readTarball(tarball) {
  const files = new Map();
  const bytes = gunzipSync(readFileSync(tarball));
  // A header of 512 bytes (name at 0, octal size at 124), then the content, padded to 512; npm's packers write plain files.
  for (let at = 0; bytes[at];) {
    const name = text(bytes.subarray(at, at + 100));
    const size = Number.parseInt(text(bytes.subarray(at + 124, at + 136)), 8);
    files.set(name.replace(/^package\//, ""), bytes.toString("utf8", at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** @param {Buffer} field */
function text(field) {
  return field.toString("latin1").replace(/\0.*$/s, "").trim();
}
