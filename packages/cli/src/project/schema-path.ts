import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const INSTALLED = "node_modules/@ck/emulator/convokraft.schema.json";
const COPY = "convokraft.schema.json";

/**
 * The path of the JSON Schema for a definition, relative to it, at which the schema really is: in the installed package, or else
 * (with `npx`, or a package manager that hides what others depend on) as a copy beside the definition.
 *
 * @returns the path, and whether the copy is needed
 */
export function schemaFor(config: string): { readonly path: string; readonly copy?: string } {
  const folder = path.dirname(config);
  if (existsSync(path.join(folder, INSTALLED))) return { path: `./${INSTALLED}` };
  return { path: `./${COPY}`, copy: path.join(folder, COPY) };
}

/** Writes the copy. */
export async function copySchema(to: string): Promise<void> {
  await copyFile(createRequire(import.meta.url).resolve("@ck/emulator/convokraft.schema.json"), to);
}
