import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { instantiate } from "../../../src/engine/wasm/module.js";
import { createTableMemory, type KeyTables, type TableMemory } from "../../../src/engine/wasm/tables.js";
import { publicParts, type PublicKeyParts } from "../../../src/key/key.js";
import { importPublicKey } from "../../../src/index.js";
import { compile } from "../../../scripts/build-wasm.mjs";
import { compare, SIZES } from "./compare.js";

const MEGABYTE = 1_000_000;

function privateKeyOf(modulusLength: number, divisorLength: number): KeyObject {
  return generateKeyPairSync("dsa", { modulusLength, divisorLength }).privateKey;
}

function memoryOf(limit = 64 * MEGABYTE): TableMemory {
  const memory = createTableMemory(limit);
  if (memory === undefined) throw new Error("No WebAssembly here.");
  return memory;
}

describe("the engine agrees with crypto.verify", () => {
  // The fresh parameters of 4096 bits would take a minute to find; test:system tries them.
  it.each(SIZES.filter(([modulusLength]) => modulusLength <= 2048))("about a key of %i/%i bits", (L, N) => {
    const { valid, invalid, differences } = compare(memoryOf(), privateKeyOf(L, N), 1000);
    expect(differences).toEqual([]);
    expect(valid).toBeGreaterThan(150);
    expect(invalid).toBeGreaterThan(500);
  });

  it("with every assertion switched on", async () => {
    const debug = instantiate(await compile("debug"));
    expect(debug).toHaveProperty("testMultiply");
    const memory = createTableMemory(8 * MEGABYTE, debug)!;
    for (const size of [1024, 2048]) {
      expect(compare(memory, privateKeyOf(size, size === 1024 ? 160 : 256), 100).differences).toEqual([]);
    }
  });
});

describe("many keys in one memory", () => {
  const keys: PublicKeyParts[] = [];
  beforeAll(() => {
    for (let count = 0; count < 4; count++) {
      const { publicKey } = generateKeyPairSync("dsa", { modulusLength: 1024, divisorLength: 160 });
      keys.push(publicParts(importPublicKey(publicKey.export({ type: "spki", format: "der" }))));
    }
  });
  const [r, s] = [new Uint8Array(20).fill(1), new Uint8Array(20).fill(2)];
  const begin = (memory: TableMemory, index: number): KeyTables => {
    const tables = memory.begin(keys[index]!);
    if (tables === undefined) throw new Error("There is no room for the tables.");
    return tables;
  };
  const finish = (tables: KeyTables): KeyTables => {
    while (!tables.isReady() && !tables.isDropped()) tables.build(500);
    return tables;
  };
  const use = (tables: KeyTables): boolean => tables.verify(new Uint8Array(20), Buffer.concat([r, s]));

  it("drops the tables that were not used for longest", () => {
    // Room for two of them.
    const memory = memoryOf(6 * MEGABYTE);
    const first = finish(begin(memory, 0));
    const second = finish(begin(memory, 1));
    use(first);
    const third = finish(begin(memory, 2));
    expect([first, second, third].map((tables) => tables.isDropped())).toEqual([false, true, false]);
    expect(use(first)).toBe(false);
  });

  it("has room for none where the limit is too low, and gives all of it back", () => {
    const memory = memoryOf(0.1 * MEGABYTE);
    expect(memory.begin(keys[0]!)).toBeUndefined();
    memory.blocks.limit = 4 * MEGABYTE;
    expect(finish(begin(memory, 0)).isReady()).toBe(true);
  });

  it("makes room for a larger key of blocks that are too small", () => {
    const memory = memoryOf(5.4 * MEGABYTE);
    const small = finish(begin(memory, 0));
    const { publicKey } = generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 });
    const large = memory.begin(publicParts(importPublicKey(publicKey.export({ type: "spki", format: "der" }))))!;
    expect([small.isDropped(), finish(large).isReady()]).toEqual([true, true]);
  });

  it("builds tables of several keys that take turns, one after the other", () => {
    const memory = memoryOf();
    const all = keys.map((_, index) => begin(memory, index));
    for (let turn = 0; turn < 1000 && !all.every((tables) => tables.isReady()); turn++) {
      all[turn % all.length]?.build(50);
    }
    expect(all.map((tables) => tables.isReady())).toEqual([true, true, true, true]);
  });

  it("takes over where tables were dropped while they were built", () => {
    const memory = memoryOf(3 * MEGABYTE);
    const first = begin(memory, 0);
    first.build(100);
    const second = finish(begin(memory, 1));
    first.build(100);
    expect([first.isDropped(), first.isReady(), second.isReady()]).toEqual([true, false, true]);
  });

  it("is right about each, whichever was used before it and whatever was built meanwhile", () => {
    const memory = memoryOf();
    const privateKeys = [privateKeyOf(1024, 160), privateKeyOf(2048, 256), privateKeyOf(1024, 160)];
    for (let round = 0; round < 2; round++)
      for (const key of privateKeys) expect(compare(memory, key, 60).differences).toEqual([]);
  });
});
