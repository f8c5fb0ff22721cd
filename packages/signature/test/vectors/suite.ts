import type * as Signature from "../../src/index.js";

/** What the suite is handed: the package as it is published, and the one part that is not published. */
export interface Library extends Pick<
  typeof Signature,
  | "checkDomainParameters"
  | "exportPublicKey"
  | "importPrivateKey"
  | "importPublicKey"
  | "publicKeyOf"
  | "signAsync"
  | "verify"
> {
  /** Signs with a given k, which no user may do: gives `r‖s`. */
  signWithNonce(hash: Signature.Hash, message: Uint8Array, key: Signature.PrivateKey, k: bigint): Promise<Uint8Array>;
}

/** The content of the files in `fixtures/`, by name without `.json`. */
export type Fixtures = Readonly<Record<string, unknown>>;

/** The result for one file. */
export interface FileReport {
  readonly file: string;
  readonly cases: number;
  /** The cases that were answered wrongly. */
  readonly wrong: readonly string[];
}

interface Case {
  readonly id: number;
  readonly key?: string;
  readonly msg: string;
  readonly sig: string;
  readonly sigP1363?: string;
  readonly x?: string;
  readonly y?: string;
  readonly k?: string;
  readonly p?: string;
  readonly q?: string;
  readonly g?: string;
  readonly expected: "valid" | "invalid" | "acceptable";
  readonly comment: string;
}
interface Group {
  readonly L: number;
  readonly name: string;
  readonly key?: string;
  readonly p?: string;
  readonly q?: string;
  readonly g?: string;
  readonly x?: string;
  readonly hash: Signature.Hash;
  readonly encoding: "der" | "ieee-p1363";
  readonly tests?: readonly Case[];
}
interface InteropKey {
  readonly name?: string;
  readonly L?: number;
  readonly spki?: string;
  readonly spki_pem?: string;
  readonly spki_der?: string;
  readonly pkcs8?: string;
  readonly trad?: string;
  readonly ssh?: string;
  readonly y?: string;
  readonly sigs: Readonly<Record<string, string>>;
}

/** The engines that verify each signature; undefined stands for the default engine. */
type Engines = readonly (Signature.EngineName | undefined)[];

/** Options of {@link runVectors}. */
export interface VectorOptions {
  /** Default: the default engine. */
  readonly engines?: Engines;
  /** `"few"` leaves out valid parameters above 1024 bits: testing a prime takes a hundred times longer than a composite. Default `"all"`. */
  readonly primes?: "all" | "few";
}
/** The keys of a file by their PEM; undefined for a key that was refused. */
type Keys = Map<string, Signature.PublicKey | undefined>;
type Judge = (what: string, right: boolean) => void;

/**
 * Runs every case of every file against the library, and reports wrong answers. It uses nothing but the language, so the same code
 * runs in every runtime.
 */
export async function runVectors(
  library: Library,
  fixtures: Fixtures,
  { engines = [undefined], primes = "all" }: VectorOptions = {},
): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  for (const [file, content] of Object.entries(fixtures)) {
    const wrong: string[] = [];
    let cases = 0;
    const judge: Judge = (what, right) => {
      cases++;
      if (!right) wrong.push(what);
    };
    await runFile(library, file, content, engines, primes, judge);
    reports.push({ file, cases, wrong });
  }
  return reports;
}

async function runFile(
  library: Library,
  file: string,
  content: unknown,
  engines: Engines,
  primes: "all" | "few",
  judge: Judge,
): Promise<void> {
  if (file.startsWith("interop-")) return runInterop(library, content, engines, judge);
  const { groups } = content as { groups: readonly Group[] };
  const keys: Keys = new Map();
  for (const group of groups) {
    if (group.tests === undefined) {
      // Java's own parameters; those below 1024 bits are refused for their size.
      await judgeParameters(library, group, group.L < 1024 ? "invalid" : "valid", judge, `${group.L}`);
    } else if (file.includes("pqgver")) {
      await runParameters(library, group, group.tests, primes, judge);
    } else {
      for (const test of group.tests) {
        const what = `${group.name} #${test.id} ${test.comment}`;
        if (file.includes("keypair")) judge(what, derivesPublicKey(library, group, test));
        else await runSignature(library, keys, group, test, engines, judge, what);
      }
    }
  }
}

async function runParameters(
  library: Library,
  group: Group,
  tests: readonly Case[],
  primes: "all" | "few",
  judge: Judge,
): Promise<void> {
  // Whether p and q come from this seed can only be checked by generating them again.
  const judged = tests.filter(({ comment }) => !/seed doesn't produce/i.test(comment));
  const chosen = judged.filter(({ expected }) => primes === "all" || expected === "invalid" || group.L === 1024);
  await Promise.all(
    chosen.map((test) =>
      judgeParameters(
        library,
        { ...group, ...test },
        test.expected,
        judge,
        `${group.name} #${test.id} ${test.comment}`,
      ),
    ),
  );
}

async function runSignature(
  library: Library,
  keys: Keys,
  group: Group,
  test: Case,
  engines: Engines,
  judge: Judge,
  what: string,
): Promise<void> {
  const pem = test.key ?? group.key;
  const privateKey =
    test.k === undefined
      ? undefined
      : library.importPrivateKey({ ...parametersOf(group), x: number(test.x ?? group.x) });
  const key = pem === undefined ? privateKey && library.publicKeyOf(privateKey) : importOnce(library, keys, pem);
  const message = hexBytes(test.msg);
  const format = group.encoding === "der" ? "der" : "p1363";
  const spellings = [
    { format, encoding: "base64", header: toBase64(hexBytes(test.sig)) },
    { format: "p1363", encoding: "hex", header: test.sigP1363 },
  ] as const;
  for (const { header, ...settings } of spellings) {
    if (header === undefined) continue;
    for (const engine of engines) {
      // A key that is refused makes no signature valid: some vectors spoil the key.
      const options = { ...settings, hash: group.hash, engine };
      const valid = key !== undefined && (await library.verify(message, header, key, options)).valid;
      // An `acceptable` signature is one that has a valid spelling, and this is not it.
      judge(`${what} ${settings.format} ${engine ?? ""}`, valid === (test.expected === "valid"));
    }
  }
  if (privateKey !== undefined) await runSigning(library, group, test, message, privateKey, judge, what);
}

/** Signs with the k of the vector and, where it is RFC 6979's, lets the library find that k. */
async function runSigning(
  library: Library,
  group: Group,
  test: Case,
  message: Uint8Array,
  key: Signature.PrivateKey,
  judge: Judge,
  what: string,
): Promise<void> {
  const signature = await library.signWithNonce(group.hash, message, key, number(test.k));
  judge(`${what} signs with k`, toHex(signature) === test.sigP1363?.toLowerCase());
  if (group.x === undefined) return;
  const header = await library.signAsync(message, key, { hash: group.hash, encoding: "hex", nonce: "rfc6979" });
  judge(`${what} signs by RFC 6979`, header === test.sig.toLowerCase());
}

/** Imports each key once, as a server does: most of the time would go into checking the same key again, and no table would be built. */
function importOnce(library: Library, keys: Keys, pem: string): Signature.PublicKey | undefined {
  if (!keys.has(pem)) keys.set(pem, importOrRefuse(library, pem));
  return keys.get(pem);
}

function importOrRefuse(library: Library, input: Signature.PublicKeyInput): Signature.PublicKey | undefined {
  try {
    return library.importPublicKey(input);
  } catch {
    return undefined;
  }
}

function derivesPublicKey(library: Library, group: Group, test: Case): boolean {
  const key = library.importPrivateKey({ ...parametersOf(group), x: number(test.x) });
  return library.exportPublicKey(library.publicKeyOf(key), "numbers").y === number(test.y);
}

async function judgeParameters(
  library: Library,
  given: Partial<Pick<Group & Case, "p" | "q" | "g">>,
  expected: string,
  judge: Judge,
  what: string,
): Promise<void> {
  const g = given.g === undefined ? undefined : number(given.g);
  const accepted = await library.checkDomainParameters({ p: number(given.p), q: number(given.q), g }).then(
    () => true,
    () => false,
  );
  judge(what, accepted === (expected === "valid"));
}

const JAVA_HASHES: Readonly<Record<string, Signature.Hash>> = {
  DSA: "sha1",
  SHA1withDSA: "sha1",
  SHA224withDSA: "sha224",
  SHA256withDSA: "sha256",
  SHA384withDSA: "sha384",
  SHA512withDSA: "sha512",
};

/** Keys and signatures as other implementations print them: imported as they stand, and each key of 1024 bits or more is accepted. */
async function runInterop(library: Library, content: unknown, engines: Engines, judge: Judge): Promise<void> {
  const { body, keys } = content as { body: string; keys: readonly InteropKey[] };
  const message = fromBase64(body);
  const allow = ["1024/224", "4096/256"] as const;
  for (const entry of keys) {
    const name = entry.name ?? `${entry.L}`;
    const forms = [entry.spki, entry.spki_pem, entry.spki_der].filter((form) => form !== undefined);
    if (/^(512|768)/.test(name)) {
      for (const form of forms)
        judge(
          `${name} is refused`,
          refuses(() => library.importPublicKey(form)),
        );
      continue;
    }
    for (const form of forms) {
      const key = library.importPublicKey(form, { allow });
      if (entry.y !== undefined) judge(`${name} y`, library.exportPublicKey(key, "numbers").y === number(entry.y));
      for (const [algorithm, header] of Object.entries(entry.sigs)) {
        const base = algorithm.replace("inP1363Format", "").replace("pkeyutl_", "");
        const hash = JAVA_HASHES[base] ?? (/^sha\d+$/.test(base) ? (base as Signature.Hash) : undefined);
        const format = algorithm.endsWith("inP1363Format") ? "p1363" : "der";
        for (const engine of engines) {
          const { valid } = await library.verify(message, header, key, { hash, format, engine });
          // SHA-3 and a bare digest are no hashes of ours: such a signature must not verify as SHA-256.
          judge(`${name} ${algorithm} ${engine ?? ""}`, valid === (hash !== undefined));
        }
      }
    }
    if (entry.ssh !== undefined)
      judge(
        `${name} in OpenSSH's form is refused`,
        refuses(() => library.importPublicKey(entry.ssh ?? "")),
      );
    for (const form of [entry.pkcs8, entry.trad]) {
      if (form === undefined) continue;
      const key = library.importPrivateKey(form, { allow });
      judge(`${name} private key's id`, key.keyId === library.importPublicKey(forms[0] ?? "", { allow }).keyId);
      for (const engine of engines) {
        const header = await library.signAsync(message, key, { engine });
        judge(
          `${name} signs ${engine ?? ""}`,
          (await library.verify(message, header, library.publicKeyOf(key), { engine })).valid,
        );
      }
    }
  }
}

function refuses(call: () => unknown): boolean {
  try {
    call();
  } catch {
    return true;
  }
  return false;
}

function parametersOf(group: Group): Signature.DomainParameters {
  return { p: number(group.p), q: number(group.q), g: number(group.g) };
}

function number(hex: string | undefined): bigint {
  if (hex === undefined) throw new Error("the vector lacks a number");
  return BigInt(`0x${hex}`);
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
