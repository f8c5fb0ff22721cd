import { createDecipheriv, createPrivateKey, hkdfSync } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openVault } from "../../../src/index.js";
import { createKeyDerivation } from "../../../src/node/vault/key-derivation.js";
import { parseSealed, seal } from "../../../src/node/vault/seal.js";
import { program } from "./child.js";
import { newFolder, quick } from "./folder.js";

/** Opens a vault's file as its format says, without the package's own code. */
function openByHand(file: string, keyFile: string): Record<string, unknown>[] {
  const sealed = JSON.parse(readFileSync(file, "utf8")) as Record<"nonce" | "tag" | "data", string> & {
    lock: { salt: string };
  };
  const secret = Buffer.from(readFileSync(keyFile, "utf8").split(" ")[1]!, "base64");
  const derived = Buffer.from(hkdfSync("sha256", secret, Buffer.from(sealed.lock.salt, "base64"), "ck-vault/1", 64));
  const decipher = createDecipheriv("aes-256-gcm", derived.subarray(0, 32), Buffer.from(sealed.nonce, "base64"));
  decipher
    .setAAD(Buffer.from(JSON.stringify(["ck-vault", 1, sealed.lock])))
    .setAuthTag(Buffer.from(sealed.tag, "base64"));
  const text = Buffer.concat([decipher.update(sealed.data, "base64"), decipher.final()]).toString();
  return (JSON.parse(text) as { keys: Record<string, unknown>[] }).keys;
}

/** Every way in which some secret bytes could be written, whatever stands around them. */
function spellings(secret: Buffer): string[] {
  const list = [...secret].join(",");
  const hex = secret.toString("hex");
  // Base64 looks different at each of three offsets; the first and last letters depend on the neighbours.
  const base64 = [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), secret])
      .toString("base64")
      .replace(/=+$/, "")
      .slice(4, -4);
    return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
  });
  const number = BigInt(`0x${hex}`);
  return [list, hex, hex.toUpperCase(), number.toString(), number.toString(16), ...base64];
}

/** Without what printing puts between: blanks, quotes, line breaks, signs of concatenation. */
function squeeze(text: string): string {
  return text.replace(/\\n|[\s'"`+]/g, "");
}

let folder: string;
let secrets: Buffer[];
let outputs: Map<string, string>;
beforeAll(async () => {
  folder = newFolder();
  const keyFile = quick(folder).keyFile!;
  const everything = await program("everything");
  const child = everything([folder, keyFile], { NODE_OPTIONS: "--enable-source-maps" });
  const { code } = await child.exited;
  expect(code, "the error that nobody catches ends it").toBe(1);
  expect(child.stderr()).toContain('The environment must be "development" or "production".');

  const keys = [
    ...openByHand(path.join(folder, "backup.json"), keyFile),
    ...openByHand(path.join(folder, "vault.json"), keyFile),
  ];
  secrets = keys.flatMap(({ privateKey }) => {
    if (typeof privateKey !== "string") return [];
    const der = Buffer.from(privateKey, "base64");
    createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    // PKCS#8 of DSA ends in the private number.
    return [der.subarray(-28)];
  });
  outputs = new Map([
    ["stdout", child.lines().join("\n")],
    ["stderr", child.stderr()],
  ]);
  for (const name of readdirSync(folder)) outputs.set(name, readFileSync(path.join(folder, name), "latin1"));
});

describe("the private keys", () => {
  it("are there to be found", () => {
    expect(secrets.length).toBeGreaterThanOrEqual(5);
    expect(outputs.get("stdout")!.length).toBeGreaterThan(10_000);
    expect([...outputs.keys()].filter((name) => name.includes("corrupt"))).toHaveLength(3);
    // The search finds what is hidden so.
    const [secret] = secrets;
    for (const form of ["base64", "hex"] as const) {
      const hidden = `  'xyz${Buffer.concat([Buffer.alloc(7, 1), secret!, Buffer.alloc(3, 1)]).toString(form)}'`;
      const broken = hidden.replace(/(.{20})/g, "$1' +\n '");
      expect(spellings(secret!).some((spelling) => squeeze(broken).includes(squeeze(spelling)))).toBe(true);
    }
  });

  it("are in no output and in no file", () => {
    for (const [name, text] of outputs) {
      const squeezed = squeeze(text);
      for (const spelling of secrets.flatMap(spellings)) {
        expect(squeezed.includes(squeeze(spelling)), `a private key in ${name}`).toBe(false);
        expect(text.includes(spelling), `a private key in ${name}`).toBe(false);
      }
      expect(text, `a private key in ${name}`).not.toMatch(/BEGIN \w*\s?PRIVATE KEY/);
    }
  });

  it("are in the vault for as long as they can sign, and only then", () => {
    const keys = openByHand(path.join(folder, "vault.json"), quick(folder).keyFile!);
    expect(keys).toHaveLength(3);
    expect(keys.filter(({ privateKey }) => privateKey !== undefined).length).toBe(2);
  });

  it("are not quoted by the parser that stumbles over them", async () => {
    const keyFile = quick(folder).keyFile!;
    const file = path.join(folder, "vault.json");
    const sealed = parseSealed(readFileSync(file, "utf8"));
    if (typeof sealed === "string") throw new Error(sealed);
    const keys = await createKeyDerivation({ keyFile }).keysFor(sealed.lock);
    writeFileSync(file, seal("MIIprivate", sealed.lock, keys));
    const error: unknown = await openVault(folder, { keyFile }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ERR_VAULT_CORRUPT" });
    expect(String((error as Error).stack)).not.toContain("MIIprivate");
    expect((error as Error).cause).toBeUndefined();
  });
});

it("the key file's secret is in no output and no other file", () => {
  const secret = Buffer.from(outputs.get("vault.key")!.split(" ")[1]!, "base64");
  for (const [name, text] of outputs) {
    if (name === "vault.key") continue;
    for (const spelling of spellings(secret)) expect(squeeze(text).includes(squeeze(spelling)), name).toBe(false);
    expect(text, name).not.toContain("a passphrase that is wrong");
  }
});
