import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { OpenVaultOptions } from "../../../src/index.js";

const made: string[] = [];
afterAll(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A `.ck` that does not exist yet, in a folder of its own. */
export function newFolder(): string {
  const parent = mkdtempSync(path.join(tmpdir(), "ck-vault-"));
  made.push(parent);
  return path.join(parent, ".ck");
}

/** Opens without the 0.4 s of a passphrase, and makes keys in 1 ms. */
export function quick(folder: string): OpenVaultOptions {
  return { keyFile: path.join(folder, "vault.key"), keys: { parameters: "published", modulusLength: 1024 } };
}
