import { describe, expect, test } from "vitest";
import { fromMarkdown } from "@ck/markup";

describe("blocks that ConvoKraft's text cannot nest", () => {
  test.each([
    ["a table in an item", "- a\n\n  | b |\n  |---|\n  | c |\n- d", "* a\n\n|b|\n|---|\n|c|\n\n* d"],
    ["a table in a quote", "> | a | b |\n> |---|---|\n> | c | d |", "!a │ b\n!c │ d"],
    ["a heading in an item", "1. # a\n   b", "1. *a*\n  b"],
    ["code in a quote", "> ```\n> a\n>\n> b\n> ```", "!`a`\n!\u2060\n!`b`"],
    ["text after a nested list", "- a\n  - b\n\n  c\n- d", "* a\n  * b\n\nc\n\n* d"],
    ["a list in a list in a quote", "> 1. a\n>    - b", "!1. a\n!\u2060\u00A0\u00A0• b"],
    ["a quote in an item in a quote", "> - a\n>   > b", "!• a\n!b"],
    ["an empty item", "- a\n-\n- b", "* a\n* \u2060\n* b"],
    ["an empty item in a quote", "> -\n> - b", "!•\u0020\n!• b"],
    ["an empty quote", ">\n\na", "a"],
    ["a block in an item that looks like another", "- a\\\n  \\# b\\\n  1\\. c", "* a\n  # b\n  \u20601. c"],
    ["a thematic break in an item", "- a\n\n  ***", "* a\n  ———"],
  ])("%s", (_, markdown, text) => {
    expect(fromMarkdown(markdown)).toBe(text);
  });

  test("lists that are too deep keep their items", () => {
    const markdown = Array.from({ length: 9 }, (_, depth) => `${"  ".repeat(depth)}- ${depth}`).join("\n");
    const lines = fromMarkdown(markdown).split("\n");
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toBe("          * 8");
  });
});

describe("inlines", () => {
  test.each([
    ["emphasis over a line break", "**a\nb**", "*a*\n*b*"],
    ["a link over a line break", "[a\nb](https://a.example)", "[a b](https://a.example)"],
    ["a link without a label", "[](https://a.example)", "[https://a.example](https://a.example)"],
    ["code in emphasis", "**`a`**", "*`a`*"],
    ["bold in bold", "**a __b__ c**", "*a b c*"],
    ["blanks in code", "`` ` ``", "`\u2060`\u2060`"],
    ["code beside a letter", "`a`s", "`a`\u200Bs"],
    ["code with pipes outside a table", "`a | b`", "`a | b`"],
    ["an image's markup", "![*a* `b` <i>c</i>](https://a.example)", "![a b c](https://a.example)"],
    ["an image that is not allowed", "![a](data:image/png;base64,x)", "a"],
    ["an address that is not allowed in HTML", "<a href='java&#115;cript:x'>a</a>", "a"],
    ["a file's name", "README.md and v1.2.3", "README.md and v1.2.3"],
    ["an address in emphasis", "**https://a.example/b**", "*[https://a.example/b](https://a.example/b)*"],
    ["an address in a link", "[https://b.example](https://a.example)", "[https://b.example](https://a.example)"],
    [
      "an address with parentheses",
      "(https://a.example/b_(c))",
      "([https://a.example/b_\u2060(c)](https://a.example/b_%28c%29))",
    ],
    [
      "an address with an entity",
      "https://a.example/?b=1&amp;c=2",
      "[https://a.example/?b=1](https://a.example/?b=1)&c=2",
    ],
    ["a wrapped address that is not one", "https://localhost and www.", "https://localhost and www."],
  ])("%s", (_, markdown, text) => {
    expect(fromMarkdown(markdown)).toBe(text);
  });
});

describe("HTML", () => {
  test.each([
    ["<b>a <i>b</i></b>", "*a _b_*"],
    ["<B>a</B> <STRONG class='x'>b</STRONG>", "*a* *b*"],
    ["<b>a", "a"],
    ["a</b>", "a"],
    ["<b>a <i>b</b> c</i>", "*a b* c"],
    ["**a <i>b** c</i>", "*a b* c"],
    ["<b>a **b</b> c**", "a *b c*"],
    ['<a href="https://a.example/?b=1&amp;c=2">a</a>', "[a](https://a.example/?b=1&c=2)"],
    ["<a href=https://a.example>a</a> <a>b</a>", "[a](https://a.example) b"],
    ["x <img src='https://a.example/i.png' alt='a &lt; b'>", "x ![a < b](https://a.example/i.png)"],
    ["a <script>alert(1)</script> b", "a  b"],
    ["<script>\nalert(1)\n</script>\n\na", "a"],
    ["<style>p { color: red }</style>", ""],
    ["a <!-- <b> --> b <? c ?> <!DOCTYPE html>", "a  b"],
    ["<code>a*b*</code>", "`ab`"],
    ["x<sup>2</sup> x<sup>th</sup> H<sub>2</sub>O a<sub>i</sub>", "x² x^th H₂O ai"],
    ["<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>", "*a* │ b\nc"],
    ["<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "• a\n• b"],
    ["<p>a<br/>b &amp; c</p>", "a\nb & c"],
    ["1 < 2 and a<b", "1 < 2 and a<b"],
    ["<div\n", "<div"],
  ])("%j", (markdown, text) => {
    expect(fromMarkdown(markdown).trim()).toBe(text);
  });

  test("that nests without end keeps its words", () => {
    for (const tags of ["<b>", "<b><i>", "<span>", "<sup>", "<code><b>"])
      expect(fromMarkdown(`x ${tags.repeat(500)}deep`)).toContain("deep");
    expect(fromMarkdown(`x ${"<b>".repeat(500)}deep${"</b>".repeat(500)}`)).toBe("x *deep*");
    expect(fromMarkdown(`x ${"<b><i>".repeat(40)}deep${"</i></b>".repeat(40)}`)).toBe("x *_deep_*");
  });
});

describe("footnotes", () => {
  test.each([
    [
      "are numbered as they are referred to",
      "a[^y] b[^x] c[^y]\n\n[^x]: X\n[^y]: Y",
      "a[1] b[2] c[1]\n\n[1] Y\n\n[2] X",
    ],
    ["are shown when nobody refers to them", "a\n\n[^x]: X", "a\n\n[1] X"],
    ["may refer to each other and to themselves", "a[^x]\n\n[^x]: X[^y]\n[^y]: Y[^y]", "a[1]\n\n[1] X[2]\n\n[2] Y[2]"],
    ["may hold blocks", "a[^x]\n\n[^x]: - b\n    - c\n\nd", "a[1]\n\nd\n\n* [1] b\n* c"],
    ["count once", "a[^x]\n\n[^x]: X\n[^x]: again", "a[1]\n\n[1] X"],
    ["need a definition", "a[^x]", "a[^x]"],
    ["may be named like anything", "a[^__proto__]\n\n[^__proto__]: X", "a[1]\n\n[1] X"],
    ["may stand in an item", "- a[^x]\n\n  [^x]: X\n- b", "* a[1]\n* b\n\n[1] X"],
  ])("%s", (_, markdown, text) => {
    expect(fromMarkdown(markdown)).toBe(text);
  });
});

describe("options and arguments", () => {
  test("soft breaks are lines, or blanks when asked", () => {
    expect(fromMarkdown("a\nb  \nc")).toBe("a\nb\nc");
    expect(fromMarkdown("a\nb  \nc", { softBreaks: "blank" })).toBe("a b\nc");
  });

  test("nothing becomes nothing", () => {
    for (const markdown of ["", "\n\n", "   ", "[a]: https://a.example"]) expect(fromMarkdown(markdown)).toBe("");
  });

  test("control characters and broken surrogates do not come through", () => {
    expect(fromMarkdown("a\u0000\u001B\u202E\uD800\r\nb")).toBe("a\uFFFD\nb");
  });

  test("what is not a text is refused by code", () => {
    expect(() => fromMarkdown(null as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });
});
