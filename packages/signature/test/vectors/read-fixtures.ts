import { readdirSync, readFileSync } from "node:fs";
import type { Fixtures } from "./suite.js";

const folder = new URL("../fixtures/", import.meta.url);

/** All vector files, by name. */
export function readFixtures(): Fixtures {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(
    names.map((name) => [
      name.slice(0, -".json".length),
      JSON.parse(readFileSync(new URL(name, folder), "utf8")) as unknown,
    ]),
  );
}
