/** Uses all of the vault, the wrong ways too, prints all that it is given in every way there is, and ends with an error that nobody catches. */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { inspect } from "node:util";
import { openVault } from "../../../../src/node/vault/open-vault.js";

const [folder = "", keyFile = ""] = process.argv.slice(2);
const keys = { parameters: "published" } as const;
const body = new TextEncoder().encode('{"todo":"welcome"}');

function show(value: unknown): void {
  console.log(inspect(value, { showHidden: true, depth: Infinity, getters: true, maxStringLength: null }));
  console.log("%o %O %s", value, value, value);
  console.error(value);
  try {
    console.log(JSON.stringify(value), JSON.stringify(structuredClone(value)));
  } catch (error) {
    console.log(error);
  }
  if (typeof value === "function" || (typeof value === "object" && value !== null))
    for (const key of Reflect.ownKeys(value)) console.log(key, Reflect.get(value, key));
}

async function attempt(task: () => unknown): Promise<void> {
  try {
    show(await task());
  } catch (error) {
    show(error);
    show((error as { cause?: unknown }).cause);
  }
}

const vault = await openVault(folder, { keyFile, keys });
show(vault);
await attempt(() => vault.rotate());
await attempt(() => vault.secure());
await attempt(() => vault.deploy());
await attempt(() => vault.rotate());
await attempt(() => vault.rotate());
await attempt(() => vault.history());
for (const environment of ["development", "production", "staging" as "production"] as const) {
  await attempt(() => vault.showKey(environment));
  for (const options of [{}, { key: "previous" }, { hash: "sha512", format: "p1363", encoding: "hex" }] as const) {
    await attempt(() => vault.signer(options));
    await attempt(() => vault.signer(options)(body, environment));
  }
}
await attempt(() => vault.signer({ hash: "md5" as "sha1" })(body, "development"));
await attempt(() => vault.signer()("text" as unknown as Uint8Array, "development"));
await attempt(() => openVault(folder, { passphrase: "a passphrase that is wrong" }));
await attempt(() => openVault(folder, { passphrase: "" }));

const file = `${folder}/vault.json`;
const good = readFileSync(file, "utf8");
copyFileSync(file, `${folder}/backup.json`);
for (const bad of [good.slice(1), good.replace(/"data": "....../, '"data": "AAAAAA'), "{}"]) {
  writeFileSync(file, bad);
  await attempt(() => vault.history());
}
writeFileSync(file, good);
console.log(inspect(globalThis, { showHidden: true, depth: 6 }));
await attempt(() => vault.deploy());
await vault.showKey("nobody catches this" as "production");
