import { BlockBuilder } from "./block-builder.js";
import { cleanText } from "../tree/clean-text.js";
import { MarkupError } from "../error.js";
import { convertBlocks } from "./convert-blocks.js";
import type { Conversion } from "./conversion.js";
import { parseMarkdown } from "./parse-markdown.js";
import { stringify } from "../write/stringify.js";

/**
 * How {@link fromMarkdown} reads Markdown.
 *
 * @example
 * ```ts
 * import type { MarkdownOptions } from "@ck/markup";
 *
 * const options: MarkdownOptions = { softBreaks: "blank" };
 * ```
 */
export interface MarkdownOptions {
  /**
   * What a line break within a paragraph becomes: a line break, as language models mean it and as GitHub shows comments, or a
   * blank, as CommonMark says. Default: `line`.
   */
  readonly softBreaks?: "line" | "blank";
}

/**
 * Writes Markdown as ConvoKraft's text, so that what a language model writes comes out right.
 *
 * Reads CommonMark and GFM: tables, task lists, strikethrough, autolinks, footnotes and alerts too. Words that would be markup
 * in ConvoKraft are guarded. What ConvoKraft's text cannot say is said as well as it can be:
 *
 * | Markdown | becomes |
 * | --- | --- |
 * | heading of level 6 | level 5 |
 * | nested list | items indented by two blanks for each level; text under an item stays under it |
 * | task list | items with ☐ and ☑ |
 * | block of code | a line of highlight for each line, its indentation before it as no-break spaces |
 * | list, heading or table in a quote | lines of the quote |
 * | HTML | the same emphasis where there is one, else its text |
 * | footnote | its number in brackets, and its text at the end |
 * | `|` in a cell | `│`, since nothing is known to escape it |
 * | thematic break | a line of three dashes |
 * | link or image that {@link toHtml} would not allow | its label |
 *
 * Takes time and space linear in the text. Nothing in a text makes it throw.
 *
 * @param markdown What the model wrote, whole: a half-written table is not a table.
 * @throws {@link MarkupError} with the code `ERR_INVALID_OPTION` when it is not a string.
 *
 * Source: contract §3, grade S, for what comes out; CommonMark 0.31 and GFM 0.29 for what goes in.
 *
 * @example
 * ```ts
 * import { fromMarkdown } from "@ck/markup";
 *
 * const markdown = "# Leave\n\n- **Sick**: ~~2~~ 3 days\n- See [the rules][1].\n\n[1]: https://example.com/rules";
 * fromMarkdown(markdown); // → "#Leave\n\n* *Sick*: ~2~ 3 days\n* See [the rules](https://example.com/rules)."
 * ```
 */
export function fromMarkdown(markdown: string, { softBreaks = "line" }: MarkdownOptions = {}): string {
  if (typeof (markdown as unknown) !== "string")
    throw new MarkupError("ERR_INVALID_OPTION", `expected Markdown as a string; came ${typeof markdown}.`);
  const source = cleanText(markdown.replace(/\r\n?/g, "\n"));
  const { tokens, footnotes, decode } = parseMarkdown(source);
  const numbers = new Map<string, number>();
  // An address that is defined once may be referred to in every fourth character: what they add up to has to end.
  let addressBudget = 10 * source.length;

  const conversion: Conversion = {
    softBreak: softBreaks === "line" ? { type: "break" } : { type: "text", value: " " },
    decode,
    numberOf(label) {
      const number = numbers.get(label) ?? numbers.size + 1;
      numbers.set(label, number);
      return number;
    },
    afford(address) {
      addressBudget -= address.length;
      return addressBudget >= 0;
    },
  };

  const builder = new BlockBuilder();
  convertBlocks(tokens, builder, conversion);
  for (const label of footnotes.keys()) conversion.numberOf(label);
  // A footnote may refer to the next one: the list grows while it is read.
  for (const [label, number] of numbers) {
    builder.prefix(`[${number}] `);
    convertBlocks(footnotes.get(label) ?? [], builder, conversion);
  }
  return stringify(builder.blocks);
}
