import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openVault } from "../../../src/index.js";
import { createKeyDerivation } from "../../../src/node/vault/key-derivation.js";
import { parseSealed, seal } from "../../../src/node/vault/seal.js";
import { newFolder, quick } from "./folder.js";

let folder: string;
let file: string;
let good: string;
beforeAll(async () => {
  folder = newFolder();
  file = path.join(folder, "vault.json");
  await (await openVault(folder, quick(folder))).secure();
  good = readFileSync(file, "utf8");
});

/** Opens the vault with a file of this text, and gives the code of the error and the texts that were set aside. */
async function openWith(text: string | Uint8Array): Promise<{ code: string; aside: string[] }> {
  const before = new Set(readdirSync(folder));
  writeFileSync(file, text);
  const code = await openVault(folder, quick(folder)).then(
    () => "opened",
    (error: unknown) => (error as { code: string }).code,
  );
  const aside = readdirSync(folder).filter((name) => name.includes("corrupt") && !before.has(name));
  return { code, aside: aside.map((name) => readFileSync(path.join(folder, name), "latin1")) };
}

describe("a damaged vault", () => {
  it.each([
    ["empty", () => ""],
    ["cut off", () => good.slice(0, good.length / 2)],
    ["of zeros, as after a power failure", () => "\0".repeat(good.length)],
    ["something else", () => '{"name":"leave_bot"}'],
    ["a list", () => "[]"],
    ["null", () => "null"],
    ["twice itself", () => good + good],
  ])("that is %s is set aside as it is, and reported", async (_, text) => {
    expect(await openWith(text())).toEqual({ code: "ERR_VAULT_CORRUPT", aside: [text()] });
    expect(readdirSync(folder)).not.toContain("vault.json");
  });

  it("is found wherever a character differs, and is never taken for a wrong key", async () => {
    const places = Array.from({ length: 60 }, (_, index) => Math.floor((index * good.length) / 60));
    for (const place of places) {
      const other = good[place] === "7" ? "8" : "7";
      const text = good.slice(0, place) + other + good.slice(place + 1);
      // Blanks between the parts of the JSON are nobody's loss.
      const changed = JSON.stringify(parsed(text)) !== JSON.stringify(parsed(good));
      const { code, aside } = await openWith(text);
      const expected = parsed(text)?.["version"] === 7 ? "ERR_VAULT_VERSION" : "ERR_VAULT_CORRUPT";
      expect(code, `character ${place}`).toBe(changed ? expected : "opened");
      expect(aside).toEqual(expected === "ERR_VAULT_CORRUPT" ? [text] : []);
    }
  });

  it("is told from one of a later version, which is left alone", async () => {
    const text = JSON.stringify({ ...parsed(good), version: 2 });
    expect(await openWith(text)).toEqual({ code: "ERR_VAULT_VERSION", aside: [] });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("is found where the file was made up by somebody without the key", async () => {
    const sealed = parseSealed(good);
    if (typeof sealed === "string") throw new Error(sealed);
    const keys = await createKeyDerivation({ keyFile: quick(folder).keyFile! }).keysFor(sealed.lock);
    const wrong = { ...keys, sealing: new Uint8Array(32) };
    expect(await openWith(seal('{"keys":[],"signing":{}}', sealed.lock, wrong))).toMatchObject({
      code: "ERR_VAULT_CORRUPT",
    });
    expect(await openWith(seal("{}", sealed.lock, keys))).toMatchObject({ code: "ERR_VAULT_CORRUPT" });
    expect(await openWith(seal("secret secret", sealed.lock, keys))).toMatchObject({ code: "ERR_VAULT_CORRUPT" });
  });

  it("does not make anybody spend all memory", () => {
    const lock = { kind: "passphrase", kdf: "scrypt", blockSize: 8, parallelization: 1, salt: "A".repeat(24) } as const;
    for (const cost of [2 ** 30, 2 ** 20 + 1, -1, 0.5]) {
      const keys = { sealing: new Uint8Array(32), checking: new Uint8Array(32) };
      expect(parseSealed(seal("{}", { ...lock, cost }, keys))).toBe("corrupt");
    }
  });

  it("is reported to each process that found it, also to the second", async () => {
    writeFileSync(file, "damaged");
    const opened = await Promise.allSettled([1, 2, 3].map(() => openVault(folder, quick(folder))));
    expect(opened.map((result) => result.status === "rejected" && (result.reason as { code: string }).code)).toEqual(
      opened.map(() => "ERR_VAULT_CORRUPT"),
    );
  });

  it("gives way to a new one, and back to a backup", async () => {
    await openWith("damaged");
    const vault = await openVault(folder, quick(folder));
    expect(await vault.history()).toEqual([]);
    const { keyId } = await vault.secure();
    writeFileSync(file, good);
    expect((await vault.history())[0]?.keyId).not.toBe(keyId);
  });
});

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
