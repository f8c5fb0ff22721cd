import { BlockBuilder } from "./block-builder.js";
import { cleanText } from "../tree/clean-text.js";
import { checkOptions } from "../check-options.js";
import { wrongArgument } from "../error.js";
import { convertBlocks } from "./convert-blocks.js";
import type { Conversion } from "./conversion.js";
import { parseMarkdown } from "./parse-markdown.js";
import { stringify } from "../write/stringify.js";

/** Options of {@link fromMarkdown}. */
export interface MarkdownOptions {
  /**
   * What a single line break within a paragraph becomes: a line break, as language models mean it and as GitHub shows
   * comments, or a blank, as CommonMark says. Default: `line`.
   */
  readonly softBreaks?: "line" | "blank";
}

/**
 * Converts Markdown to ConvoKraft's text, so that the output of a language model is shown correctly.
 *
 * It reads CommonMark and GFM, including tables, task lists, strikethrough, autolinks, footnotes and alerts. Text that would
 * be markup in ConvoKraft is escaped. What ConvoKraft cannot express becomes the closest thing it can:
 *
 * | Markdown | becomes |
 * | --- | --- |
 * | heading of level 6 | level 5 |
 * | nested list | items indented by two blanks per level; text under an item stays under it |
 * | task list | items with ☐ and ☑ |
 * | code block | one highlight per line, indented with no-break spaces |
 * | list, heading or table in a quote | lines of the quote |
 * | HTML | the same emphasis if there is one, otherwise its text |
 * | footnote | its number in brackets, with its text at the end |
 * | `|` in a cell | `│`, because no escape is known |
 * | thematic break | a line of three dashes |
 * | link or image that {@link toHtml} would not allow | its label |
 *
 * Linear in time and space. No text makes it throw.
 *
 * Source: docs/contract.md §3, grade S, for what comes out; CommonMark 0.31 and GFM 0.29 for what goes in.
 *
 * @param markdown - The complete text: half a table is not a table.
 * @throws {@link MarkupError} `ERR_INVALID_OPTION`: when it is not a string, or an option is unknown or wrong.
 *
 * @example
 * ```ts
 * import { fromMarkdown } from "@ck/markup";
 *
 * const markdown = "# Leave\n\n- **Sick**: ~~2~~ 3 days\n- See [the rules][1].\n\n[1]: https://example.com/rules";
 * fromMarkdown(markdown); // → "#Leave\n\n* *Sick*: ~2~ 3 days\n* See [the rules](https://example.com/rules)."
 * ```
 */
export function fromMarkdown(markdown: string, options: MarkdownOptions = {}): string {
  checkOptions(options, { softBreaks: ["line", "blank"] }, "fromMarkdown");
  const { softBreaks = "line" } = options;
  if (typeof (markdown as unknown) !== "string") throw wrongArgument("Markdown must be a string", markdown);
  const source = cleanText(markdown.replace(/\r\n?/g, "\n"));
  const { tokens, footnotes, decode } = parseMarkdown(source);
  const numbers = new Map<string, number>();
  // One address can be referred to every four characters, so the total output for addresses needs a bound.
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
  // A footnote may refer to the next one, so the map grows while it is iterated.
  for (const [label, number] of numbers) {
    builder.prefix(`[${number}] `);
    convertBlocks(footnotes.get(label) ?? [], builder, conversion);
  }
  return stringify(builder.blocks);
}
