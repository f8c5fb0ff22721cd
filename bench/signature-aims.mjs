// Measures whether @ck/signature reaches its aims: how often as fast as `crypto.verify` with a parsed key it checks a signature, and how long
// the import of a key takes. Each aim is printed with its spread; one that is missed makes the exit code 1.
import { Buffer } from "node:buffer";
import crypto from "node:crypto";
import { judge, reportAims } from "./aims.mjs";
import { race } from "./race.mjs";
import { runElsewhere } from "./signature-elsewhere.mjs";

/** The least ratio of `verifySync` to `crypto.verify`, by size: a body of 1 KB, one check after the other, with tables. */
const RATIOS = { "1024/160": 2.3, "2048/224": 2.3, "2048/256": 2.5, "3072/256": 2.3 };
/** The same without OpenSSL: against the portable engine, and where the runtime has a DSA of its own. */
const LEAST_PORTABLE = 1.3;
const LEAST_OWN = 7;
/** The most time that the import of a key with published parameters of 2048 bits takes, in ms. */
const IMPORT_MS = 1.5;

/**
 * Measures all aims.
 *
 * @param library - the built package
 * @param options - how many rounds each race has
 */
export async function checkAims(library, { rounds }) {
  const aims = [];
  for (const [size, aim] of Object.entries(RATIOS)) aims.push(await ratioOf(library, size, aim, rounds));
  aims.push(await importTime(library, rounds));
  for (const runtime of ["deno", "bun"]) aims.push(...aimsElsewhere(runtime, rounds));
  reportAims(aims);
}

/** With tables, against the portable engine and against the runtime's own DSA, at 2048/256. */
function aimsElsewhere(runtime, rounds) {
  const [portable, ours, own] = JSON.parse(runElsewhere(runtime, rounds, "--json"));
  const against = (other) => ours.rates.map((rate, round) => rate / other.rates[round]);
  const aims = [
    judge(`verifySync against the portable engine, ${runtime}`, against(portable), { least: LEAST_PORTABLE }),
  ];
  if (own) aims.push(judge(`verifySync against its own crypto.verify, ${runtime}`, against(own), { least: LEAST_OWN }));
  return aims;
}

async function ratioOf(library, size, aim, rounds) {
  const [modulusLength, divisorLength] = size.split("/").map(Number);
  const pair = await library.generateKeyPair({ parameters: "published", modulusLength, divisorLength });
  const key = library.importPublicKey(pair.publicKey);
  const parsed = crypto.createPublicKey(pair.publicKey);
  const body = Buffer.from(JSON.stringify({ todo: "execute", params: { text: "x".repeat(960) } }));
  const header = library.sign(body, pair.privateKey);
  const signature = Buffer.from(header, "base64");
  // On a busy machine the warm-up of a race is too short for the key's tables.
  for (let n = 0; n < 5_000 && library.engineName(key) !== "wasm"; n++) library.verifySync(body, header, key);
  const [theirs, ours] = await race(
    [
      { name: "crypto.verify", sync: true, run: () => crypto.verify("sha256", body, parsed, signature) },
      { name: "verifySync", sync: true, run: () => library.verifySync(body, header, key).valid },
    ],
    rounds,
  );
  const ratios = ours.rates.map((rate, round) => rate / theirs.rates[round]);
  return judge(`verifySync against crypto.verify, ${size} (${library.engineName(key)})`, ratios, { least: aim });
}

async function importTime(library, rounds) {
  const { publicKey } = await library.generateKeyPair({ parameters: "published" });
  const der = library.exportPublicKey(publicKey, "der");
  const [ours] = await race(
    [{ name: "import", sync: true, run: () => library.importPublicKey(der) !== undefined }],
    rounds,
  );
  const times = ours.rates.map((rate) => 1_000 / rate);
  return judge("importPublicKey, published parameters of 2048 bits, ms", times, { most: IMPORT_MS });
}
