import type { Token } from "./format-json.js";

/** How many pieces are drawn together: more than a screen of them. */
const CHUNK = 400;

/** Some lines of a laid-out JSON text. */
export interface Chunk {
  readonly tokens: readonly Token[];
  readonly text: string;
  readonly lines: number;
}

/** Cuts a laid-out text at ends of lines; the chunks are without the ends at which it was cut. */
export function chunksOf(tokens: readonly Token[], size: number = CHUNK): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let some: Token[] = [];
  const close = (): void => {
    const text = some.map((token) => token.text).join("");
    chunks.push({ tokens: some, text, lines: text.split("\n").length });
    some = [];
  };
  for (const token of tokens) {
    const end = some.length < size || token.kind !== "mark" ? -1 : token.text.indexOf("\n");
    if (end === -1) {
      some.push(token);
      continue;
    }
    some.push({ kind: "mark", text: token.text.slice(0, end) });
    close();
    some.push({ kind: "mark", text: token.text.slice(end + 1) });
  }
  close();
  return chunks;
}
