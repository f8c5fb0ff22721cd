import { fromBytesLiteral, fromDictLiteral } from "./python-literal.js";

/** Above this length, a body is compared byte by byte only. */
const MAX_READ = 1_000_000;

/** Where two bodies begin to differ. */
export interface ByteDifference {
  /** The first byte that differs, counted from 0. */
  readonly at: number;
  readonly sentLength: number;
  readonly gotLength: number;
  /** The bytes there in hexadecimal; absent beyond the end. */
  readonly sentByte?: string;
  readonly gotByte?: string;
  /** What was done to the body, in words. */
  readonly damage: readonly string[];
}

/** Finds the first byte that differs, and what was done to the body. `undefined` if the bytes are the same. */
export function findDifference(sent: Uint8Array, got: Uint8Array): ByteDifference | undefined {
  const shorter = Math.min(sent.length, got.length);
  let at = 0;
  while (at < shorter && sent[at] === got[at]) at++;
  if (at === sent.length && at === got.length) return undefined;
  return {
    at,
    sentLength: sent.length,
    gotLength: got.length,
    ...(at < sent.length && { sentByte: hex(sent[at]) }),
    ...(at < got.length && { gotByte: hex(got[at]) }),
    damage: describeDamage(sent, got),
  };
}

function describeDamage(sent: Uint8Array, got: Uint8Array): readonly string[] {
  if (got.length === 0) return ["the body is empty: something read it before"];
  if (sent.length > MAX_READ || got.length > MAX_READ) return ["it has other bytes"];
  const text = decode(got);
  const original = decode(sent);
  const unwrapped = unwrap(text);
  const damage = [...unwrapped.damage];
  if (unwrapped.text === original) return damage;
  if (unwrapped.text === Buffer.from(sent).toString("latin1")) return [...damage, "it was decoded as Latin-1"];
  const [was, is] = [parse(original), parse(unwrapped.text)];
  if (was === undefined || is === undefined) {
    if (original.startsWith(unwrapped.text)) return [...damage, "its end is missing"];
    return [
      ...damage,
      unwrapped.text.includes("\uFFFD") ? "it was decoded with the wrong charset" : "it is another text",
    ];
  }
  if (canonical(was) !== canonical(is)) return [...damage, "its values differ"];
  if (JSON.stringify(was) !== JSON.stringify(is)) damage.push("its keys are in another order");
  if (/\n$/.test(original) && !/\n$/.test(unwrapped.text)) damage.push("it lost its final line break");
  else if (!/\n$/.test(original) && /\n$/.test(unwrapped.text)) damage.push("it gained a final line break");
  if (countEscapes(original) !== countEscapes(unwrapped.text)) damage.push("its characters are escaped in another way");
  if (blanksOf(original) !== blanksOf(unwrapped.text)) damage.push("it has other blanks between its values");
  return damage.length === 0 ? ["its JSON is spelled in another way"] : damage;
}

/** Undoes what Python prints for bytes and dicts. */
export function unwrap(text: string): { readonly text: string; readonly damage: readonly string[] } {
  if (text.length > MAX_READ) return { text, damage: [] };
  const bytes = fromBytesLiteral(text);
  if (bytes !== undefined) return { text: decode(bytes), damage: ["it is a printed Python bytes literal (b'…')"] };
  const dict = fromDictLiteral(text);
  return dict === undefined ? { text, damage: [] } : { text: dict, damage: ["it is a printed Python dict, not JSON"] };
}

/** Shows both bodies around the first difference, in ASCII. */
export function showDifference(sent: Uint8Array, got: Uint8Array, { at }: ByteDifference): readonly string[] {
  const from = Math.max(0, at - 20);
  const line = (bytes: Uint8Array): string => {
    const piece = bytes.subarray(from, at + 30);
    return `${from > 0 ? "…" : " "}${[...piece].map(visible).join("")}${at + 30 < bytes.length ? "…" : ""}`;
  };
  return [`sent  ${line(sent)}`, `got   ${line(got)}`, `${" ".repeat(7 + at - from)}^`];
}

/** One column a byte, so that the mark stands below the right one. */
function visible(byte: number): string {
  if (byte === 0x0a) return "␊";
  if (byte === 0x0d) return "␍";
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}

function hex(byte = 0): string {
  return byte.toString(16).padStart(2, "0");
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) =>
    typeof child === "object" && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : child,
  );
}

function countEscapes(json: string): number {
  return json.match(/\\[u/]/g)?.length ?? 0;
}

/** How many blanks stand outside of strings, by kind. */
function blanksOf(json: string): string {
  return json.trimEnd().replaceAll(/"(?:[^"\\]|\\.)*"|[^\s"]+/g, "");
}
