// Hostile bodies and headers.
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";

const GENUINE = '{"todo":"execute","action":"ApplyLeave","environment":"production","params":{"days":2}}';

/** Each makes a body anew. */
export const bodies = {
  deep: () => "[".repeat(50_000),
  "deep and closed": () => "[".repeat(5_000) + "]".repeat(5_000),
  "deep and wide": () => "[".repeat(300) + "0,".repeat(31_000) + "0" + "]".repeat(300),
  wide: () => `{"todo":"execute","params":{${Array.from({ length: 20_000 }, (_, n) => `"k${n}":${n}`).join()}}}`,
  "many keys alike": () => `{${'"todo":"welcome",'.repeat(30_000)}"todo":"welcome"}`,
  long: () => JSON.stringify({ todo: "fallback", userInput: "x".repeat(900_000) }),
  "over the limit": () => "x".repeat(1_500_000),
  "not JSON": () => "{".padEnd(1 + Math.floor(Math.random() * 2_000), "\u0000"),
  "not UTF-8": () => randomBytes(1_000),
  escapes: () => `"${"\\ud83c\\udf89".repeat(8_000)}"`,
  "a long number": () => `{"todo":"execute","params":{"days":${"9".repeat(60_000)}}}`,
  prototype: () => '{"__proto__":{"todo":"welcome"},"constructor":{"prototype":{}},"todo":"welcome"}',
  empty: () => "",
  genuine: () => GENUINE,
};

/** Each makes the value of a signature header, or none. */
export const headers = {
  none: () => undefined,
  malformed: () => "AAAA",
  "not Base64": () => "%%%?".repeat(20),
  long: () => "MEUCIQ".repeat(1_000),
  repeated: () => [forged(), forged()],
  joined: () => `${forged()}, ${forged()}`,
  forged,
  zero: () => Buffer.from("3006020100020100", "hex").toString("base64"),
};

/** A well-formed signature by nobody. */
function forged() {
  const half = () => Buffer.concat([Buffer.of(0x02, 0x20, 0x11), randomBytes(31)]);
  return Buffer.concat([Buffer.of(0x30, 0x44), half(), half()]).toString("base64");
}

/** Any of an object's functions, called: its name, and what it gave. */
export function pick(functions) {
  const names = Object.keys(functions);
  const name = names[Math.floor(Math.random() * names.length)];
  return [name, functions[name]()];
}
