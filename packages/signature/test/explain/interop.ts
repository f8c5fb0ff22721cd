import { importPublicKey, type Hash, type PublicKey } from "../../src/index.js";
import { readFixtures } from "../vectors/read-fixtures.js";

interface InteropFile {
  readonly body: string;
  readonly keys: readonly {
    readonly name?: string;
    readonly L?: number;
    readonly spki?: string;
    readonly spki_pem?: string;
    readonly sigs: Readonly<Record<string, string>>;
  }[];
}

const JAVA: Readonly<Record<string, Hash>> = {
  DSA: "sha1",
  SHA1withDSA: "sha1",
  SHA224withDSA: "sha224",
  SHA256withDSA: "sha256",
  SHA384withDSA: "sha384",
  SHA512withDSA: "sha512",
};

/** A signature that another implementation made, with the key and the settings that it verifies with. */
export interface Genuine {
  readonly name: string;
  readonly body: Buffer;
  readonly key: PublicKey;
  readonly header: string;
  readonly hash: Hash;
  readonly format: "der" | "p1363";
}

const fixtures = readFixtures();
/** Every signature of other implementations over a key that can be imported. */
export const genuine: readonly Genuine[] = [
  "interop-java17",
  "interop-openssl-cli",
  "interop-python-cryptography",
].flatMap((file) => {
  const { body, keys } = fixtures[file] as InteropFile;
  return keys.flatMap(({ name, L, spki, spki_pem, sigs }) => {
    if (/^(512|768)/.test(name ?? "")) return [];
    const key = importPublicKey(spki ?? spki_pem ?? "", { allow: ["1024/224", "4096/256"] });
    return Object.entries(sigs).flatMap(([algorithm, header]) => {
      const base = algorithm.replace("inP1363Format", "").replace("pkeyutl_", "");
      const hash = JAVA[base] ?? (/^sha\d+$/.test(base) ? (base as Hash) : undefined);
      const format = algorithm.endsWith("P1363Format") ? ("p1363" as const) : ("der" as const);
      return hash === undefined
        ? []
        : [
            {
              name: `${file} ${name ?? L} ${algorithm}`,
              body: Buffer.from(body, "base64"),
              key,
              header,
              hash,
              format,
            },
          ];
    });
  });
});

/** One of them for each key. */
export const perKey: readonly Genuine[] = genuine.filter(({ hash, format }) => hash === "sha256" && format === "der");
