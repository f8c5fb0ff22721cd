// Measures @ck/signature against node:crypto, against the code that authors write today, and against other libraries, interleaved in one
// run. `--rounds=N` (default 40); `--quick` takes 10. `--aims` measures only the aims, prints each as met or missed, and exits with 1 if one
// is missed; with `--json` as JSON.
import { Buffer } from "node:buffer";
import crypto from "node:crypto";
import { existsSync } from "node:fs";
import { print, race as raceFor, roundsAsked } from "./race.mjs";

const dist = new URL("../packages/signature/dist/index.js", import.meta.url);
const isNode = globalThis.Deno === undefined && globalThis.Bun === undefined;
if (!existsSync(dist)) throw new Error("Build first: npm run build");
const library = await import(dist.href);
const { exportPublicKey, generateKeyPair, importPrivateKey, importPublicKey, sign, verify, verifySync } = library;

const rounds = roundsAsked(process.argv.includes("--quick") ? 10 : 40);
const race = (contenders, count = rounds) => raceFor(contenders, count);

const pair = await generateKeyPair({ parameters: "published" });
const key = importPublicKey(pair.publicKey);
const privateKey = importPrivateKey(pair.privateKey);
const body = Buffer.from(JSON.stringify({ todo: "execute", params: { text: "x".repeat(960) } }));
const header = sign(body, privateKey);
const signature = Buffer.from(header, "base64");
const parsed = isNode ? crypto.createPublicKey(pair.publicKey) : undefined;
const big = Buffer.alloc(1_000_000, 0x61);
const bigHeader = sign(big, privateKey);

const portableSync = {
  name: "verifySync, portable engine",
  sync: true,
  run: () => verifySync(body, header, key, { engine: "portable" }).valid,
};

if (!isNode) {
  // Run by the Node process below, to compare the runtime's own DSA and tables with the portable engine.
  for (let n = 0; n < 1_000 && library.engineName(key) !== "wasm"; n++) verifySync(body, header, key);
  const contenders = [portableSync, { name: "verifySync", sync: true, run: () => verifySync(body, header, key).valid }];
  try {
    const own = crypto.createPublicKey(pair.publicKey);
    const run = () => crypto.verify("sha256", body, own, signature);
    run();
    contenders.push({ name: "its own crypto.verify, parsed key", sync: true, run });
  } catch {
    // Bun has none.
  }
  const results = await race(contenders);
  if (process.argv.includes("--json")) console.log(JSON.stringify(results));
  else print(`${globalThis.Deno === undefined ? "Bun" : "Deno"}: 1 KB, 2048/256`, results);
} else if (process.argv.includes("--aims")) {
  const { checkAims } = await import("./signature-aims.mjs");
  await checkAims(library, { rounds });
} else {
  await main();
}

async function main() {
  const callback = () =>
    new Promise((resolve, reject) =>
      crypto.verify("sha256", body, parsed, signature, (error, valid) =>
        error == null ? resolve(valid) : reject(new Error("crypto.verify failed", { cause: error })),
      ),
    );
  const sixteen = (run) => async () => (await Promise.all(Array.from({ length: 16 }, run))).every((valid) => valid);

  const others = await libraries();
  const own = {
    name: "crypto.verify, parsed key",
    sync: true,
    run: () => crypto.verify("sha256", body, parsed, signature),
  };
  print(
    "One check after the other: 1 KB, 2048/256",
    await race([
      own,
      { name: "verifySync", sync: true, run: () => verifySync(body, header, key).valid },
      { name: "await verify", oneThread: true, run: async () => (await verify(body, header, key)).valid },
      {
        name: "what authors write today: createVerify, PEM each time",
        sync: true,
        run: () => crypto.createVerify("SHA256").update(body).verify(pair.publicKey, header, "base64"),
      },
      portableSync,
    ]),
  );
  print("Other libraries: 1 KB, 2048/256", await race([own, ...others], Math.min(rounds, 10)));
  print(
    "Sixteen checks at once: 1 KB, 2048/256",
    await race([
      { name: "crypto.verify with a callback, parsed key", each: 16, run: sixteen(callback) },
      { name: "verify", each: 16, run: sixteen(async () => (await verify(body, header, key)).valid) },
      {
        name: "crypto.verify on the calling thread",
        each: 16,
        run: sixteen(async () => crypto.verify("sha256", body, parsed, signature)),
      },
    ]),
  );
  print(
    "A body of 1 MB",
    await race([
      { name: "full check", sync: true, run: () => verifySync(big, bigHeader, key).valid },
      { name: "malformed header", sync: true, run: () => verifySync(big, "MEUCIQD", key).reason === "malformed" },
      {
        name: "malformed header of the right length",
        sync: true,
        run: () => verifySync(big, `${bigHeader.slice(0, 8)}!${bigHeader.slice(9)}`, key).reason === "malformed",
      },
    ]),
  );
  const make = (parameters, modulusLength) => ({
    name: `generateKeyPair ${modulusLength}, ${parameters}`,
    run: () => generateKeyPair({ parameters, modulusLength }),
  });
  print(
    "Keys",
    await race(
      [make("fresh", 2048), make("published", 2048), make("fresh", 1024), make("published", 1024)],
      Math.min(rounds, 7),
    ),
  );
  const der = exportPublicKey(key, "der");
  print(
    "Imports",
    await race([
      { name: "importPublicKey, published parameters", sync: true, run: () => importPublicKey(der) },
      {
        name: "crypto.createPublicKey, which checks nothing",
        sync: true,
        run: () => crypto.createPublicKey({ key: der, format: "der", type: "spki" }),
      },
    ]),
  );
  const { runElsewhere } = await import("./signature-elsewhere.mjs");
  for (const name of ["deno", "bun"]) console.log(runElsewhere(name, rounds).trimEnd());
}

/** The libraries that verify DSA, wrongly now and then (see docs), where they can be installed. */
async function libraries() {
  try {
    const { installTool } = await import("../scripts/tools.mjs");
    const { KEYUTIL, KJUR } = installTool("jsrsasign").require("jsrsasign");
    const sshpk = installTool("sshpk").require("sshpk");
    const sshKey = sshpk.parseKey(pair.publicKey, "pem");
    const rsaSignKey = KEYUTIL.getKey(pair.publicKey);
    const hex = signature.toString("hex");
    return [
      {
        name: "jsrsasign, parsed key",
        sync: true,
        run: () => {
          const check = new KJUR.crypto.Signature({ alg: "SHA256withDSA" });
          check.init(rsaSignKey);
          check.updateHex(body.toString("hex"));
          return check.verify(hex);
        },
      },
      {
        name: "sshpk, parsed key",
        sync: true,
        run: () =>
          sshKey
            .createVerify("sha256")
            .update(body)
            .verify(sshpk.parseSignature(signature, "dsa", "asn1")),
      },
    ];
  } catch (error) {
    console.log(`jsrsasign and sshpk are left out: ${String(error.message).split("\n")[0]}`);
    return [];
  }
}
