import { SignatureError } from "../error.js";
import { checkOptionNames } from "../option-names.js";
import { ENVIRONMENTS, type KeyRingContent } from "./key-ring.js";
import { decodeText } from "../key-format/key-text.js";
import type { KeyLoader } from "./load-key-ring.js";
import { environmentVariables, nodeFiles } from "../runtime.js";

/** The names of files or variables, by environment; a single name stands for both environments. */
export type KeyPlaces = string | Readonly<Partial<Record<"development" | "production", string | undefined>>>;

/**
 * Makes a loader that reads files. A file may contain several keys (PEM blocks in a row, or Base64 separated by commas), or one key
 * in DER.
 *
 * @param places - the files' paths
 * @returns a loader that rejects with `ERR_RUNTIME` in a runtime without `node:fs`, and with whatever reading a file throws
 * @example
 * ```ts
 * import { keysFromFiles } from "@ck/signature";
 *
 * const loader = keysFromFiles({ development: "keys/development.pem", production: "keys/production.pem" });
 * ```
 */
export function keysFromFiles(places: KeyPlaces): KeyLoader {
  checkPlaces(places, "keysFromFiles");
  return async ({ signal }) => {
    const files = nodeFiles();
    return eachPlace(places, async (path) => files.readFile(path, { signal }));
  };
}

/**
 * Makes a loader that reads environment variables. A variable may contain several keys, as a file may.
 *
 * @param places - the variables' names
 * @param variables - where to look; default `process.env`
 * @returns a loader that rejects with `ERR_NO_KEYS` if a variable is not set
 * @example
 * ```ts
 * import { generateKeyPair, keysFromVariables, loadKeyRing } from "@ck/signature";
 *
 * const { publicKey } = await generateKeyPair();
 * const ring = await loadKeyRing(keysFromVariables("CK_PUBLIC_KEY", { CK_PUBLIC_KEY: publicKey }));
 * ```
 */
export function keysFromVariables(
  places: KeyPlaces,
  variables: Readonly<Record<string, string | undefined>> = environmentVariables(),
): KeyLoader {
  checkPlaces(places, "keysFromVariables");
  return () =>
    eachPlace(places, (name) => {
      const text = variables[name];
      if (text !== undefined && text.trim() !== "") return Promise.resolve(text);
      throw new SignatureError(
        "ERR_NO_KEYS",
        `The environment variable ${name} is not set. Set it to the bot's public key.`,
      );
    });
}

function checkPlaces(places: KeyPlaces, owner: string): void {
  if (typeof places !== "string") checkOptionNames(places, ENVIRONMENTS, owner);
}

async function eachPlace(
  places: KeyPlaces,
  read: (place: string) => Promise<string | Uint8Array>,
): Promise<KeyRingContent> {
  const named = typeof places === "string" ? { development: places, production: places } : places;
  const content: Partial<Record<"development" | "production", readonly (string | Uint8Array)[]>> = {};
  for (const environment of ENVIRONMENTS) {
    const place = named[environment];
    if (place !== undefined) content[environment] = splitKeys(await read(place));
  }
  return content;
}

/** The keys in a text that may contain several. */
function splitKeys(given: string | Uint8Array): readonly (string | Uint8Array)[] {
  const text = typeof given === "string" ? given : decodeText(given);
  if (text === undefined) return [given];
  const blocks = text.split(/(?=-----BEGIN )/).filter((block) => block.includes("-----BEGIN "));
  if (blocks.length > 1) return blocks;
  const items = text.split(",").filter((item) => item.trim() !== "");
  return items.length > 1 && blocks.length === 0 ? items : [text];
}
