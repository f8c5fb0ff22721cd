import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { patternOf } from "../../find/words.js";
import { chunksOf, type Chunk } from "./chunks.js";
import type { Token } from "./format-json.js";
import { markWords, MAX_MARKS } from "./mark-words.js";

/** How many chunks follow at a time, so that a key press in between is not held up. */
const CHUNKS_AT_ONCE = 6;
/** The height of a line. */
const LINE_EM = 1.55;
const NO_WORDS: readonly string[] = [];

/** A laid-out JSON text in colours. What is below the first screen follows, so that a large body opens at once. */
export function JsonTokens({
  tokens,
  words = NO_WORDS,
}: {
  readonly tokens: readonly Token[];
  /** What to mark in it. */
  readonly words?: readonly string[];
}): JSX.Element {
  const chunks = useMemo(() => chunksOf(tokens), [tokens]);
  const [drawn, setDrawn] = useState(1);
  useEffect(() => {
    if (drawn >= chunks.length) return undefined;
    const timer = setTimeout(() => setDrawn(drawn + CHUNKS_AT_ONCE));
    return () => clearTimeout(timer);
  }, [drawn, chunks]);
  const pattern = useMemo(() => (words.length === 0 ? undefined : patternOf(words, "g")), [words]);
  let room = MAX_MARKS;
  const wordsIn = ({ text }: Chunk): readonly string[] => {
    if (pattern === undefined || room <= 0) return NO_WORDS;
    const count = text.match(pattern)?.length ?? 0;
    room -= count;
    return count === 0 ? NO_WORDS : words;
  };
  // What is searched for may stand at the end.
  const shown = pattern ? chunks : chunks.slice(0, drawn);
  return (
    <>
      {shown.map((chunk, index) => (
        <Lines key={index} chunk={chunk} words={wordsIn(chunk)} />
      ))}
    </>
  );
}

/**
 * Some lines, which are drawn again only if something changes in them. What is not seen of a large body is not laid out:
 * a browser lays out the text of one block as a whole.
 */
function Lines({
  chunk: { tokens, lines },
  words,
}: {
  readonly chunk: Chunk;
  readonly words: readonly string[];
}): JSX.Element {
  return useMemo(() => {
    const mark = markWords(words);
    return (
      <div class="lines" style={{ containIntrinsicBlockSize: `auto ${lines * LINE_EM}em` }}>
        {tokens.map(({ kind, text }, index) =>
          kind === "mark" ? (
            text
          ) : (
            <span key={index} class={`json-${kind}`}>
              {mark(text)}
            </span>
          ),
        )}
      </div>
    );
  }, [tokens, words]);
}
