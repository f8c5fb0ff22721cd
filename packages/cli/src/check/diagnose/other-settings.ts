import type { SignatureOptions } from "@ck/signature";

type Settings = Readonly<SignatureOptions>;

const HASHES = ["sha256", "sha1", "sha512", "sha384", "sha224"] as const;
const FORMATS = ["der", "p1363"] as const;
const ENCODINGS = ["base64", "hex", "base64url"] as const;

/** Every way to sign with other settings, those with the fewest first. */
export function otherSettings(): readonly Settings[] {
  const choices = [undefined] as const;
  return [...choices, ...HASHES]
    .flatMap((hash) =>
      [...choices, ...FORMATS].flatMap((format) =>
        [...choices, ...ENCODINGS].map((encoding) => ({
          ...(hash && { hash }),
          ...(format && { format }),
          ...(encoding && { encoding }),
        })),
      ),
    )
    .filter((settings) => countOf(settings) > 0)
    .toSorted((one, other) => countOf(one) - countOf(other));
}

/** The hashes alone. */
export function otherHashes(): readonly Settings[] {
  return HASHES.map((hash) => ({ hash }));
}

/** Says what a server does that accepts a signature with these settings: `Your server verifies with SHA-1.` */
export function describeSettings({ hash, format, encoding }: Settings): string {
  const parts = [
    ...(hash ? [`verifies with ${hash.replace("sha", "SHA-")}`] : []),
    ...(format === "p1363" ? ["expects the two numbers of the signature side by side (P1363)"] : []),
    ...(format === "der" ? ["expects the signature in DER"] : []),
    ...(encoding ? [`expects the signature in ${ENCODING_NAMES[encoding]}`] : []),
  ];
  return `Your server ${parts.join(" and ")}.`;
}

/** Says how to make both sides agree. */
export function fixSettings({ hash, format, encoding }: Settings): string {
  const flags = [
    ...(hash ? [`--hash ${hash}`] : []),
    ...(format ? [`--format ${format}`] : []),
    ...(encoding ? [`--encoding ${encoding}`] : []),
  ];
  return `Change it in the server. If the platform really signs so, run ck with ${flags.join(" ")}, or set it in convokraft.json.`;
}

const ENCODING_NAMES = { base64: "Base64", base64url: "Base64url", hex: "hexadecimal" } as const;

function countOf(settings: Settings): number {
  return Object.keys(settings).length;
}
