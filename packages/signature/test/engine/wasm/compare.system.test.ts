import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { createTableMemory } from "../../../src/engine/wasm/tables.js";
import { compare, SIZES } from "./compare.js";

/** How many signatures of each size; CK_ENGINE_CHECKS=1000000 takes some ten minutes a size. */
const COUNT = Number(process.env["CK_ENGINE_CHECKS"] ?? 5_000);

it.each(SIZES)(
  "the engine agrees with crypto.verify about a key of %i/%i bits",
  (modulusLength, divisorLength) => {
    const memory = createTableMemory(64_000_000)!;
    const { privateKey } = generateKeyPairSync("dsa", { modulusLength, divisorLength });
    const { valid, invalid, differences } = compare(memory, privateKey, COUNT);
    expect(differences).toEqual([]);
    expect(valid).toBeGreaterThan(COUNT / 6);
    expect(invalid).toBeGreaterThan(COUNT / 2);
  },
  7_200_000,
);
