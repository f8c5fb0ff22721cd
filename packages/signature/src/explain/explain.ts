import { HASHES, resolveOptions, type ResolvedOptions } from "../algorithm.js";
import { equalBytes } from "../bytes/bytes.js";
import { readBody } from "./explain-body.js";
import { divisorLengthOf, readHeader, type HeaderReading } from "./explain-header.js";
import { describeFinding, describeMiss } from "./explain-text.js";
import type { ExplainOptions, Explanation, ExplanationCause, ExplanationFinding } from "./explanation.js";
import { publicParts, type PublicKey } from "../key/key.js";
import { selectEngine } from "../engine/select-engine.js";
import { toFixedWidth } from "../signature-text.js";
import { verify } from "../verify.js";
import {
  headerValues,
  listKeys,
  type HeaderValue,
  type VerifyFailureReason,
  type VerifyKeys,
} from "../verify-input.js";

const OPTIONS = [
  "hash",
  "format",
  "encoding",
  "otherKeys",
  "maxChecks",
  "maxMs",
] satisfies readonly (keyof ExplainOptions)[];

/**
 * Explains why a signature does not verify: tries every hash, format and encoding, every key, and what usually happens to a body or a
 * header on the way. For tools and logs; never a way to accept a request.
 *
 * @param body - what was passed to `verify`, right or wrong
 * @param header - the header's value
 * @param keys - the keys that are configured
 * @param options - the options that are configured, other keys to try, and limits
 * @returns what was found, safe to log
 * @throws {@link SignatureError} as {@link verify} does, for keys and options that cannot be used
 * @example
 * ```ts
 * import { explain, generateKeyPair, sign } from "@ck/signature";
 *
 * const pair = await generateKeyPair();
 * const body = '{"todo":"welcome"}';
 * const header = sign(body, pair.privateKey, { hash: "sha512" });
 * const { message } = await explain(body, header, pair.publicKey);
 * console.log(message); // … Set `hash: "sha512"`.
 * ```
 */
export async function explain(
  body: unknown,
  header: HeaderValue,
  keys: VerifyKeys,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const configured = resolveOptions(options, "explain", OPTIONS);
  const candidates = listCandidates(keys, options.otherKeys ?? {});
  const own = candidates.filter(({ name }) => name === undefined).map(({ key }) => key);
  const plain = await verify(body as string, header, { publicKeys: () => own }, configured);
  if (plain.valid) {
    const { keyId } = plain;
    const found: ExplanationFinding = { ...configured, keyId, keyName: undefined, body: "none", header: [] };
    return {
      verdict: "valid",
      reason: undefined,
      causes: [],
      found,
      checks: 1,
      complete: true,
      message: describeFinding([], found, own),
    };
  }

  const values = headerValues(header);
  const readings = inOrder(readHeader(values), configured);
  const search = await searchMatch(body, readings, candidates, configured, options);
  const { checks, complete } = search;
  const { reason } = plain;
  if (search.found !== undefined) {
    const causes = causesOf(search.found, configured, own);
    return {
      verdict: "explained",
      reason,
      causes,
      found: search.found,
      checks,
      complete,
      message: describeFinding(causes, search.found, own),
    };
  }
  const sizes = [...new Set(readings.map(({ numbers }) => divisorLengthOf(numbers)))];
  const cause = missCause(reason, readings, candidates, sizes);
  const message = describeMiss(cause, {
    values,
    body,
    sizes,
    keys: candidates.map(({ key }) => key),
    bodies: search.bodies,
    complete,
  });
  return { verdict: "unexplained", reason, causes: [cause], found: undefined, checks, complete, message };
}

interface Candidate {
  readonly key: PublicKey;
  readonly name: string | undefined;
}

function listCandidates(keys: VerifyKeys, others: Readonly<Record<string, VerifyKeys>>): readonly Candidate[] {
  const own = listKeys(keys).map((key) => ({ key, name: undefined }));
  const known = new Set(own.map(({ key }) => key.keyId));
  const more = Object.entries(others).flatMap(([name, given]) => listKeys(given).map((key) => ({ key, name })));
  return [...own, ...more.filter(({ key }) => !known.has(key.keyId))];
}

/** Readings with the configured settings first, and no numbers twice. */
function inOrder(readings: readonly HeaderReading[], { format, encoding }: ResolvedOptions): readonly HeaderReading[] {
  const rank = (reading: HeaderReading) =>
    reading.damage.length * 4 + (reading.format === format ? 0 : 2) + (reading.encoding === encoding ? 0 : 1);
  const unique: HeaderReading[] = [];
  for (const reading of readings.toSorted((one, other) => rank(one) - rank(other))) {
    const { r, s, width } = reading.numbers;
    const isKnown = ({ numbers }: HeaderReading) =>
      equalBytes(numbers.r, r) && equalBytes(numbers.s, s) && numbers.width === width;
    if (!unique.some(isKnown)) unique.push(reading);
  }
  return unique;
}

interface Search {
  readonly found: ExplanationFinding | undefined;
  readonly checks: number;
  /** How many forms of the body were tried. */
  readonly bodies: number;
  /** False if a limit ended the search. */
  readonly complete: boolean;
}

async function searchMatch(
  body: unknown,
  readings: readonly HeaderReading[],
  candidates: readonly Candidate[],
  configured: ResolvedOptions,
  { maxChecks = 2_000, maxMs = 3_000 }: ExplainOptions,
): Promise<Search> {
  const engine = selectEngine();
  const hashes = [configured.hash, ...HASHES.filter((hash) => hash !== configured.hash)];
  const fitting = fittingPairs(readings, candidates);
  const deadline = Date.now() + maxMs;
  const isOver = () => Date.now() > deadline;
  let [checks, bodies] = [0, 0];
  if (fitting.length === 0) return { found: undefined, checks, bodies, complete: true };
  const forms = readBody(body, isOver);
  for (const { damage, bytes } of forms) {
    bodies++;
    for (const { candidate, reading, signature } of fitting) {
      for (const hash of hashes) {
        if (checks >= maxChecks || isOver()) return { found: undefined, checks, bodies, complete: false };
        checks++;
        if (!(await engine.verify({ hash, body: bytes, key: publicParts(candidate.key), signature }))) continue;
        const { format, encoding, damage: header } = reading;
        const { keyId } = candidate.key;
        const found = { hash, format, encoding, keyId, keyName: candidate.name, body: damage, header };
        return { found, checks, bodies, complete: true };
      }
    }
  }
  return { found: undefined, checks, bodies, complete: !forms.isIncomplete };
}

/** Each key with each reading of the header that can be its signature. */
function fittingPairs(readings: readonly HeaderReading[], candidates: readonly Candidate[]) {
  return candidates.flatMap((candidate) =>
    readings.flatMap((reading) => {
      if (divisorLengthOf(reading.numbers) !== candidate.key.divisorLength) return [];
      const signature = toFixedWidth(reading.numbers, publicParts(candidate.key).qBytes);
      return signature === undefined ? [] : [{ candidate, reading, signature }];
    }),
  );
}

function causesOf(
  found: ExplanationFinding,
  configured: ResolvedOptions,
  own: readonly PublicKey[],
): readonly ExplanationCause[] {
  const causes: ExplanationCause[] = [];
  if (!own.some(({ keyId }) => keyId === found.keyId)) causes.push("key");
  for (const setting of ["hash", "format", "encoding"] as const)
    if (found[setting] !== configured[setting]) causes.push(setting);
  if (found.header.includes("repeated")) causes.push("repeated");
  if (found.header.some((damage) => damage !== "repeated")) causes.push("header");
  if (found.body !== "none") causes.push("body");
  return causes;
}

function missCause(
  reason: VerifyFailureReason,
  readings: readonly HeaderReading[],
  candidates: readonly Candidate[],
  sizes: readonly (number | undefined)[],
): ExplanationCause {
  if (reason === "missing" || (reason === "no-keys" && candidates.length === 0)) return reason;
  if (readings.length === 0) return "malformed";
  return candidates.some(({ key }) => sizes.includes(key.divisorLength)) ? "unknown" : "key-size";
}
