import { Buffer } from "node:buffer";

/** Bytes as JSON can carry them, kept exactly: as text where it is UTF-8 and gives the same bytes again, else as Base64. */
export interface Body {
  readonly encoding: "utf8" | "base64";
  readonly content: string;
}

/**
 * Keeps bytes in a form that JSON can carry.
 *
 * @example
 * ```ts
 * import { toBody } from "@ck/emulator";
 *
 * toBody(new Uint8Array([123, 125])); // → { encoding: "utf8", content: "{}" }
 * toBody(new Uint8Array([255])); // → { encoding: "base64", content: "/w==" }
 * ```
 */
export function toBody(bytes: Uint8Array): Body {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = view.toString("utf8");
  // What is not UTF-8 comes out as replacement characters, which are other bytes.
  if (Buffer.from(content, "utf8").equals(view)) return { encoding: "utf8", content };
  return { encoding: "base64", content: view.toString("base64") };
}

/**
 * The bytes that {@link toBody} kept.
 *
 * @example
 * ```ts
 * import { bytesOf } from "@ck/emulator";
 *
 * bytesOf({ encoding: "utf8", content: "{}" }); // → new Uint8Array([123, 125])
 * ```
 */
export function bytesOf({ encoding, content }: Body): Uint8Array {
  return new Uint8Array(Buffer.from(content, encoding));
}

/**
 * The body as text; where it is not UTF-8, with replacement characters.
 *
 * @example
 * ```ts
 * import { textOf } from "@ck/emulator";
 *
 * textOf({ encoding: "base64", content: "e30=" }); // → "{}"
 * ```
 */
export function textOf(body: Body): string {
  return body.encoding === "utf8" ? body.content : Buffer.from(body.content, "base64").toString("utf8");
}
