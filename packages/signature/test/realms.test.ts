import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "tsup";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importPublicKey, sign, verifySync } from "../src/index.js";
import { testKeys } from "./keys.js";

/** Jest runs tests in a realm of its own: its jsdom environment has neither TextEncoder nor crypto nor setImmediate. */
const root = fileURLToPath(new URL("../", import.meta.url));
const out = join(root, `node_modules/.cache/realms-${process.pid}`);
let code = "";
beforeAll(async () => {
  await build({
    config: false,
    entry: { realm: join(root, "src/index.ts") },
    outDir: out,
    format: "iife",
    globalName: "signature",
    platform: "neutral",
    target: "es2022",
    silent: true,
    outExtension: () => ({ js: ".js" }),
  });
  code = readFileSync(join(out, "realm.js"), "utf8");
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const body = '{"todo":"welcome","n":"café"}';
const jsdom = {
  process: { getBuiltinModule: process.getBuiltinModule.bind(process), env: {} },
  setTimeout,
  clearTimeout,
};

test.each<[string, Record<string, unknown>, string]>([
  ["Jest's jsdom environment", jsdom, "node"],
  ["Jest's Node environment", { ...jsdom, setImmediate, TextEncoder, TextDecoder, crypto }, "node"],
  ["a browser", { TextEncoder, TextDecoder, crypto, performance, setTimeout, clearTimeout }, "portable"],
])("keys, bytes and errors of another realm are recognised in %s", async (_, globals, engine) => {
  const { publicKey, privateKey, key, signingKey } = await testKeys(1024);
  const realm = createContext({ ...globals, publicKey, privateKey, key, signingKey, body, bytes: Buffer.from(body) });
  runInContext(code, realm);
  const results = (await runInContext(
    `(async () => {
      const { engineName, explain, generateKeyPair, importPrivateKey, importPublicKey, isSignatureError, sign, signAsync, verify, verifySync } = signature;
      const header = await signAsync(body, importPrivateKey(privateKey));
      const mine = new Uint8Array(bytes);
      const valid = [];
      for (const given of [body, bytes, mine, mine.buffer, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)]) {
        for (const using of [publicKey, key, importPublicKey(publicKey), [key]]) {
          valid.push((await verify(given, header, using)).valid, verifySync(given, header, using).valid);
        }
      }
      const pair = await generateKeyPair({ parameters: "published", modulusLength: 1024 });
      valid.push((await explain(mine, sign(body, signingKey, { hash: "sha224" }), key)).verdict === "explained");
      let error;
      try { importPublicKey(""); } catch (thrown) { error = thrown; }
      return { engine: engineName(), valid, header, error, imported: importPublicKey(pair.publicKey), isError: isSignatureError(error) };
    })()`,
    realm,
  )) as { engine: string; valid: boolean[]; header: string; error: unknown; imported: typeof key; isError: boolean };
  expect(results.engine).toBe(engine);
  expect(results.valid).not.toContain(false);
  expect(results.isError).toBe(true);
  // And the other way round: what the realm made, outside of it.
  expect(verifySync(body, results.header, key).valid).toBe(true);
  expect(importPublicKey(results.imported)).toBe(results.imported);
  expect(verifySync(body, sign(body, signingKey), results.imported).valid).toBe(false);
});

test("no bundle names the APIs of Node that bundlers for edge runtimes look for", () => {
  expect(code).not.toMatch(/\bprocess\??\.(?!env\b)\w|\bsetImmediate\s*\(|\bglobalThis\.(?:process|setImmediate)/);
});
