import { bytesToBigint, modPow } from "../bytes/bigint.js";
import type { KeySize } from "../domain-parameters.js";
import { encryptKey } from "../key-format/encrypt-key.js";
import { SignatureError } from "../error.js";
import { checkOptionNames } from "../option-names.js";
import { writePem, writePkcs8, writeSpki } from "../key-format/key-bytes.js";
import { publishedParameters } from "./published-parameters.js";
import { nodeCrypto, webCrypto } from "../runtime.js";

/** Options of {@link generateKeyPair}. */
export interface GenerateKeyPairOptions {
  /** The length of the modulus `p`, in bits: 1024, 2048 or 3072. Default 2048. */
  readonly modulusLength?: number | undefined;
  /** The length of the divisor `q`, in bits: 160, 224 or 256. Default: 256, and 160 for a modulus of 1024. */
  readonly divisorLength?: number | undefined;
  /** Encrypts the private key: AES-256-CBC, PBKDF2 with HMAC-SHA-256 and 600,000 iterations. Default: not encrypted. */
  readonly passphrase?: string | undefined;
  /**
   * `"fresh"` (default) searches for new primes, which takes 20 ms to 1 s. `"published"` uses the primes that Java's source publishes,
   * which takes 1 to 4 ms, as the platform most likely does (docs/contract.md §5, grade I). No weakness of them is known, but an
   * attack on these primes would break every key that shares them. Use it for tests, and in runtimes that cannot search.
   */
  readonly parameters?: "fresh" | "published" | undefined;
  /** Called when a step begins and then every 250 ms, so that a tool can show progress. */
  readonly onProgress?: ((progress: KeyGenerationProgress) => void) | undefined;
}

const OPTIONS = [
  "modulusLength",
  "divisorLength",
  "passphrase",
  "parameters",
  "onProgress",
] satisfies readonly (keyof GenerateKeyPairOptions)[];

/** What {@link generateKeyPair} is doing. */
export interface KeyGenerationProgress {
  /** The search for primes, or the encryption under the passphrase. */
  readonly step: "generate" | "encrypt";
  /** The time since the call, in ms. */
  readonly elapsedMs: number;
}

/** A key pair in PEM. */
export interface KeyPair {
  /** SubjectPublicKeyInfo, `-----BEGIN PUBLIC KEY-----`. */
  readonly publicKey: string;
  /** PKCS#8, `-----BEGIN PRIVATE KEY-----`, or `-----BEGIN ENCRYPTED PRIVATE KEY-----` with a passphrase. */
  readonly privateKey: string;
}

interface DerPair {
  readonly spki: Uint8Array;
  readonly pkcs8: Uint8Array;
}

const SIZES = ["1024/160", "2048/224", "2048/256", "3072/256"];

/**
 * Generates a DSA key pair, as the platform does when signing is switched on (docs/contract.md §5). With fresh parameters it takes
 * about 0.2 s at 2048 bits and 1 s at 3072, off the calling thread.
 *
 * @param options - the size, the passphrase, and where the primes come from
 * @returns both keys in PEM
 * @throws {@link SignatureError} `ERR_INVALID_OPTION`: there is no such size, or an option has the wrong type
 * @throws {@link SignatureError} `ERR_PASSPHRASE_MISSING`: the passphrase is empty
 * @throws {@link SignatureError} `ERR_RUNTIME`: the runtime cannot search for primes
 * @example
 * ```ts
 * import { generateKeyPair } from "@ck/signature";
 *
 * const { publicKey, privateKey } = await generateKeyPair({ modulusLength: 2048, divisorLength: 256 });
 * console.log(publicKey.split("\n")[0]); // -----BEGIN PUBLIC KEY-----
 * ```
 */
export async function generateKeyPair(options: GenerateKeyPairOptions = {}): Promise<KeyPair> {
  checkOptionNames(options, OPTIONS, "generateKeyPair");
  const size = resolveSize(options);
  const { passphrase } = options;
  if (passphrase === "") {
    throw new SignatureError(
      "ERR_PASSPHRASE_MISSING",
      "The passphrase is empty, so the private key would not be protected. Fill it in, or leave the option out.",
    );
  }
  if (passphrase !== undefined && typeof passphrase !== "string") {
    // From JavaScript, null would encrypt with the text "null".
    throw new SignatureError(
      "ERR_INVALID_OPTION",
      'The option "passphrase" must be a string. Leave it out if the key should not be encrypted.',
    );
  }
  const start = Date.now();
  const during = async <Result>(step: KeyGenerationProgress["step"], work: Promise<Result>): Promise<Result> => {
    const { onProgress } = options;
    if (onProgress === undefined) return work;
    const report = () => onProgress({ step, elapsedMs: Date.now() - start });
    report();
    const timer = setInterval(report, 250);
    return work.finally(() => clearInterval(timer));
  };

  const pair = await during(
    "generate",
    options.parameters === "published" ? published(size) : fresh(size, options.parameters),
  );
  const publicKey = writePem("PUBLIC KEY", pair.spki);
  if (passphrase === undefined) return { publicKey, privateKey: writePem("PRIVATE KEY", pair.pkcs8) };
  const encrypted = await during("encrypt", encryptKey(pair.pkcs8, passphrase));
  return { publicKey, privateKey: writePem("ENCRYPTED PRIVATE KEY", encrypted) };
}

function resolveSize({
  modulusLength = 2048,
  divisorLength = modulusLength === 1024 ? 160 : 256,
}: GenerateKeyPairOptions): KeySize {
  const size = `${modulusLength}/${divisorLength}`;
  if (!SIZES.includes(size) || typeof modulusLength !== "number" || typeof divisorLength !== "number") {
    throw new SignatureError(
      "ERR_INVALID_OPTION",
      `There is no key size ${size} (modulus/divisor, in bits). Choose one of ${SIZES.join(", ")}, as numbers.`,
    );
  }
  return { modulusLength, divisorLength };
}

/** A random private number for published parameters (FIPS 186-4 B.1.1). */
function published({ modulusLength, divisorLength }: KeySize): Promise<DerPair> {
  const parameters = publishedParameters(modulusLength, divisorLength);
  if (parameters === undefined)
    return Promise.reject(new SignatureError("ERR_INVALID_OPTION", "There are no published parameters of this size."));
  const { p, q, g } = parameters;
  const random = webCrypto().getRandomValues(new Uint8Array(divisorLength / 8 + 8));
  const x = (bytesToBigint(random) % (q - 1n)) + 1n;
  return Promise.resolve({ spki: writeSpki(parameters, modPow(g, x, p)), pkcs8: writePkcs8(parameters, x) });
}

/** New parameters and a new key for them (FIPS 186-4 A.1.1.2, B.1.1), generated by the runtime. */
async function fresh({ modulusLength, divisorLength }: KeySize, parameters: string | undefined): Promise<DerPair> {
  if (parameters !== undefined && parameters !== "fresh") {
    throw new SignatureError("ERR_INVALID_OPTION", 'The option "parameters" must be "fresh" or "published".');
  }
  try {
    return await searchWithNode({ modulusLength, divisorLength });
  } catch (cause) {
    throw new SignatureError(
      "ERR_RUNTIME",
      'This runtime cannot search for DSA parameters. Pass { parameters: "published" }, or make the keys on Node.',
      { cause },
    );
  }
}

function searchWithNode({ modulusLength, divisorLength }: KeySize): Promise<DerPair> {
  return new Promise((resolve, reject) => {
    const crypto = nodeCrypto();
    if (crypto === undefined) throw new Error("there is no node:crypto");
    crypto.generateKeyPair(
      "dsa",
      {
        modulusLength,
        // Without it, Node takes 224 whatever the modulus.
        divisorLength,
        publicKeyEncoding: { type: "spki", format: "der" },
        privateKeyEncoding: { type: "pkcs8", format: "der" },
      },
      (error, spki, pkcs8) => {
        if (error == null) resolve({ spki, pkcs8 });
        else reject(error);
      },
    );
  });
}
