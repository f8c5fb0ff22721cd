import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { patternOf } from "../../find/words.js";
import type { Token } from "./format-json.js";
import { markWords, MAX_MARKS } from "./mark-words.js";

/** How many pieces are drawn together: more than a screen of them. */
const CHUNK = 400;
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
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWhole(true));
    return () => clearTimeout(timer);
  }, []);
  let room = MAX_MARKS;
  const wordsIn = ({ text }: Chunk): readonly string[] => {
    if (words.length === 0 || room <= 0) return NO_WORDS;
    const count = text.match(patternOf(words, "g"))?.length ?? 0;
    room -= count;
    return count === 0 ? NO_WORDS : words;
  };
  // What is searched for may stand at the end.
  const shown = isWhole || words.length > 0 ? chunks : chunks.slice(0, 1);
  return (
    <>
      {shown.map((chunk, index) => (
        <Tokens key={index} tokens={chunk.tokens} words={wordsIn(chunk)} />
      ))}
    </>
  );
}

/** Some pieces, which are drawn again only if something changes in them. */
function Tokens({
  tokens,
  words,
}: {
  readonly tokens: readonly Token[];
  readonly words: readonly string[];
}): JSX.Element {
  return useMemo(() => {
    const mark = markWords(words);
    return (
      <>
        {tokens.map(({ kind, text }, index) =>
          kind === "mark" ? (
            text
          ) : (
            <span key={index} class={`json-${kind}`}>
              {mark(text)}
            </span>
          ),
        )}
      </>
    );
  }, [tokens, words]);
}

interface Chunk {
  readonly tokens: readonly Token[];
  readonly text: string;
}

function chunksOf(tokens: readonly Token[]): readonly Chunk[] {
  return Array.from({ length: Math.ceil(tokens.length / CHUNK) }, (_, index) => {
    const some = tokens.slice(index * CHUNK, (index + 1) * CHUNK);
    return { tokens: some, text: some.map(({ text }) => text).join("\n") };
  });
}
