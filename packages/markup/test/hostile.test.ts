import fc from "fast-check";
import { parseFragment, type DefaultTreeAdapterTypes } from "parse5";
import { describe, expect, test } from "vitest";
import { escape, fromMarkdown, parse, stringify, toHtml, toPlainText, type HtmlOptions } from "@ck/markup";
import { hostileText } from "./hostile-text.js";

const allowed: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [
      "p",
      "br",
      "h1",
      "h2",
      "h3",
      "h4",
      "h5",
      "ul",
      "blockquote",
      "table",
      "thead",
      "tbody",
      "tr",
      "th",
      "td",
      "strong",
      "em",
      "u",
      "s",
      "mark",
    ].map((tag) => [tag, []]),
  ),
  ol: ["start"],
  li: ["value"],
  a: ["href", "rel", "target"],
  img: ["src", "alt", "loading", "referrerpolicy"],
};

/** What is wrong with HTML, as a browser's parser sees it. */
function faults(html: string): string[] {
  const found: string[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ChildNode): void => {
    if ("tagName" in node) {
      const attributes = allowed[node.tagName];
      if (attributes === undefined) found.push(`<${node.tagName}>`);
      for (const { name, value } of node.attrs) {
        if (attributes?.includes(name) !== true) found.push(`${node.tagName}.${name}`);
        if (name === "href" || name === "src") found.push(...faultsOfUrl(value));
      }
      node.childNodes.forEach(visit);
    } else if (node.nodeName !== "#text") found.push(node.nodeName);
  };
  const errors: string[] = [];
  const fragment = parseFragment(html, { onParseError: ({ code }) => errors.push(code) });
  fragment.childNodes.forEach(visit);
  return [...found, ...errors.filter((code) => code !== "noncharacter-in-input-stream")];
}

function faultsOfUrl(value: string): string[] {
  // As a browser reads it, not as our own check does. What is no address to it goes nowhere.
  if (!URL.canParse(value, "https://page.example/")) return [];
  const url = new URL(value, "https://page.example/");
  return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) && url.hostname !== "page.example"
    ? []
    : [value];
}

const urls = fc
  .tuple(
    fc.constantFrom(
      "javascript:",
      "JAVASCRIPT:",
      "java\tscript:",
      "data:",
      "https://",
      "http:",
      "mailto:",
      "tel:",
      "//",
      "\\\\",
      "",
    ),
    fc.string({ unit: "binary", maxLength: 12 }),
  )
  .map((parts) => parts.join(""));

describe("whatever the text", () => {
  const options: HtmlOptions[] = [{}, { allowImages: true, linkTarget: "_blank" }];

  test("the HTML holds only what is allowed", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const each of options) expect(faults(toHtml(text, each))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("links and images go only where it is allowed", () => {
    fc.assert(
      fc.property(urls, (url) => {
        for (const each of options) {
          expect(faults(toHtml(`[a](${url}) ![b](${url}) [![c](${url})](${url})`, each))).toEqual([]);
          expect(
            faults(toHtml([{ type: "link", url, children: [{ type: "image", url, alt: '"><script>' }] }], each)),
          ).toEqual([]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("Markdown of it becomes a text that is as safe", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          urls.map((url) => `[a](<${url}>) <a href='${url}'>b</a> <${url}>`),
        ),
        (text) => {
          expect(faults(toHtml(fromMarkdown(text), { allowImages: true }))).toEqual([]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("Markdown of it is read back as it was written", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = fromMarkdown(text);
        expect(toPlainText(stringify(parse(once))).replace(/[\u2060\u200B\s]/g, "")).toBe(
          toPlainText(once).replace(/[\u2060\u200B\s]/g, ""),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

const units = [
  "*",
  "_",
  "~",
  "[",
  "`",
  "*_~[",
  "[a](",
  "![",
  "](",
  "|",
  "`a",
  "`a ",
  "\n",
  "a*b ",
  "*a ",
  "*a_ ",
  "**a _b ",
  "_a *b* c_ ",
  "[*a _b](c) ",
  "[a]((",
  "* a\n",
  "  1. a\n",
  "|a|b|\n|-|-|\n",
  "#a\n",
  "a\n!a\n",
  "1",
  "\u2060*",
];
const markdownUnits = [
  "> ",
  "- ",
  "1. ",
  "[^a]: x\n",
  "[^a]:",
  "[^",
  "<",
  "<!--",
  "<!a",
  "<?",
  '<a "',
  "<b>",
  "</b>",
  "<i><b>",
  "<p><b>",
  "&",
  "&amp;",
  "\\",
  "http://",
  "www.a",
  "a@b.c ",
  "a_b@",
  "~a ",
  "a~",
  "[a]: b\n",
  "- a\n  - b\n",
  "a\n> ",
  "\t",
];

/** The time that a job takes of the processor, in ms: other programs on the machine do not count. */
function processorTime(job: () => void): number {
  const before = process.cpuUsage();
  job();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

// Each of these is done in some tens of ms. One that looks back from every character to the start takes many seconds.
const size = 20_000;
const enoughMs = 3_000;

describe("twenty thousand characters", () => {
  test.each(units)("of %j are read and written in linear time and space", (unit) => {
    const text = unit.repeat(size / unit.length);
    const spent = processorTime(() => {
      const tree = parse(text);
      // The most for one character: a cell in a table.
      expect(toHtml(tree).length).toBeLessThan(12 * size);
      expect(toPlainText(tree).length).toBeLessThan(4 * size);
      expect(stringify(tree).length).toBeLessThan(4 * size);
      expect(escape(text).length).toBeLessThanOrEqual(3 * size);
    });
    expect(spent).toBeLessThan(enoughMs);
  });

  test.each([...units, ...markdownUnits])("of %j as Markdown are converted in linear time and space", (unit) => {
    const text = `[^a]: x\n\n${unit.repeat(size / unit.length)}`;
    const spent = processorTime(() => expect(fromMarkdown(text).length).toBeLessThan(8 * size));
    expect(spent).toBeLessThan(enoughMs);
  });

  test("that refer to one long address do not repeat it without end", () => {
    const text = `[a]: https://a.example/${"x".repeat(size / 2)}\n\n${"[a] ".repeat(size / 8)}`;
    expect(fromMarkdown(text).length).toBeLessThan(12 * size);
  });
});

test("a hundred thousand characters of every marker take no more than their share", () => {
  const text = "*_~[".repeat(25_000);
  expect(processorTime(() => void stringify(parse(escape(text))))).toBeLessThan(enoughMs);
  expect(processorTime(() => void toHtml(fromMarkdown(text)))).toBeLessThan(3 * enoughMs);
});
