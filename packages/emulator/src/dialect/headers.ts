import { SIGNATURE_HEADER } from "@ck/protocol";
import type { HeaderLines } from "../delivery/exchange.js";
import type { WireSpelling } from "./dialect.js";

/** The header lines of a request, spelled and ordered as a dialect has them. */
export function headerLines(
  length: number,
  signatures: readonly string[],
  { headers = [], contentType = "application/json", transfer = "length" }: WireSpelling = {},
): HeaderLines {
  const lines: HeaderLines = [
    ["content-type", contentType],
    transfer === "chunked" ? ["transfer-encoding", "chunked"] : ["content-length", String(length)],
    ["user-agent", "ck-emulator"],
    ...signatures.map((signature) => [SIGNATURE_HEADER, signature] as const),
  ];
  const rankOf = (name: string): number => {
    const rank = headers.findIndex((each) => each.toLowerCase() === name.toLowerCase());
    return rank === -1 ? headers.length : rank;
  };
  return lines
    .toSorted(([one], [other]) => rankOf(one) - rankOf(other))
    .map(([name, value]) => [headers[rankOf(name)] ?? name, value] as const);
}
