import * as nodeModule from "node:module";
import { pathToFileURL } from "node:url";

/** How TypeScript is loaded: by Node itself, or by tsx. */
export type Loader = "node" | "tsx";

/** The errors with which Node says that a file needs more than types to be stripped. */
export const NEEDS_TSX: readonly string[] = ["ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX", "ERR_UNKNOWN_FILE_EXTENSION"];

/** Node strips types from 22.18 and 23.6 on; what finds `bot.ts` for `./bot.js` is in the same versions. */
export function defaultLoader(): Loader {
  const { typescript } = process.features as { readonly typescript?: unknown };
  return Boolean(typescript) && "registerHooks" in nodeModule ? "node" : "tsx";
}

/** Node's arguments for a file. JavaScript needs no loader. */
export function argumentsFor(entry: string, loader: Loader): readonly string[] {
  if (loader === "node" || !/\.(?:[cm]?ts|[jt]sx)$/.test(entry)) return [];
  return ["--import", pathToFileURL(nodeModule.createRequire(import.meta.url).resolve("tsx")).href];
}
