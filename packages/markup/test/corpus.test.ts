import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fromMarkdown, parse, stringify, toHtml } from "@ck/markup";
import MarkdownIt from "markdown-it";
import { parseFragment, type DefaultTreeAdapterTypes } from "parse5";

const folder = fileURLToPath(new URL("fixtures/llm-answers/", import.meta.url));
const answers = readdirSync(folder)
  .filter((file) => /^\d\d-.*\.md$/.test(file))
  .map((file) => ({
    name: file.slice(0, -3),
    markdown: readFileSync(`${folder}${file}`, "utf8"),
    expected: readFileSync(`${folder}${file.slice(0, -3)}.txt`, "utf8").replace(/\n$/, ""),
  }));

const invisible = [
  ["\u2060", "«WJ»"],
  ["\u200B", "«ZW»"],
  ["\u00A0", "«NB»"],
] as const;

/** Text with the invisible characters that the conversion puts in made visible. */
function shown(text: string): string {
  return invisible.reduce((visible, [character, name]) => visible.replaceAll(character, name), text);
}

describe("answers of language models", () => {
  test("are fifty", () => {
    expect(answers).toHaveLength(50);
  });

  test.each(answers)("$name comes out as written beside it", ({ markdown, expected }) => {
    expect(shown(fromMarkdown(markdown))).toBe(expected);
  });

  test.each(answers)("$name reads back as what it was written from", ({ markdown }) => {
    const text = fromMarkdown(markdown);
    expect(shown(stringify(parse(text)))).toBe(shown(text));
  });

  // The renderer that this compares with has no footnotes, alerts and task lists, and shows a forbidden link as its source.
  const comparable = answers.filter(({ name }) => !/footnotes|alert|task|not-allowed/.test(name));

  test.each(comparable)(
    "$name has every word that a Markdown renderer shows, with the same emphasis",
    ({ markdown }) => {
      const theirs = wordsIn(new MarkdownIt({ html: true }).render(markdown));
      const ours = wordsIn(toHtml(fromMarkdown(markdown), { allowImages: true }));
      for (const [place, words] of theirs)
        expect([...(ours.get(place) ?? [])]).toEqual(expect.arrayContaining([...words]));
    },
  );
});

const places: Readonly<Record<string, string>> = {
  strong: "bold",
  em: "italic",
  s: "strike",
  code: "mark",
  mark: "mark",
  a: "link",
};

/** The words that HTML shows: all of them, and those in each kind of emphasis. */
function wordsIn(html: string): Map<string, Set<string>> {
  const words = new Map<string, Set<string>>([["anywhere", new Set()]]);
  const visit = (node: DefaultTreeAdapterTypes.ChildNode): string => {
    if (!("childNodes" in node)) return "value" in node ? node.value : "";
    const place = places[node.tagName];
    const text = node.childNodes.map((child) => visit(child)).join("");
    if (place !== undefined) remember(place, text);
    return ["strong", "em", "s", "a", "code", "mark", "sup", "sub", "u", "kbd", "b", "span"].includes(node.tagName)
      ? text
      : ` ${text} `;
  };
  const remember = (place: string, text: string): void => {
    const known = words.get(place) ?? new Set();
    const plain = text.replace(/[\u200B\u2060]/g, "").normalize("NFKC");
    for (const [word] of plain.matchAll(/[\p{L}\p{N}]+/gu)) known.add(word);
    words.set(place, known);
  };
  remember(
    "anywhere",
    parseFragment(html)
      .childNodes.map((node) => visit(node))
      .join(""),
  );
  return words;
}
