import { describe, expect, test } from "vitest";
import { parse, type MarkupBlock, type MarkupInline } from "@ck/markup";

/** A tree in brackets, short enough to compare by eye. */
function sketch(nodes: readonly (MarkupBlock | MarkupInline)[]): string {
  return nodes
    .map((node) => {
      switch (node.type) {
        case "text":
          return node.value;
        case "break":
          return "⏎";
        case "highlight":
          return `‹${node.value}›`;
        case "image":
          return `image(${node.alt},${node.url})`;
        case "link":
          return `link(${sketch(node.children)},${node.url})`;
        case "table":
          return `table(${[node.header, ...node.rows].map((row) => row.map(sketch).join("|")).join("/")})`;
        case "item":
          return `item${node.number ?? ""}${"+".repeat(node.depth)}(${sketch(node.children)})`;
        case "heading":
          return `h${node.level}(${sketch(node.children)})`;
        default:
          return `${node.type}(${sketch(node.children)})`;
      }
    })
    .join("");
}

/** The tree of one line of text. */
function line(text: string): string {
  return sketch(parse(text)).replace(/^paragraph\((.*)\)$/su, "$1");
}

describe("the documented markers", () => {
  test.each([
    ["*b*", "bold(b)"],
    ["_i_", "italic(i)"],
    ["__u__", "underline(u)"],
    ["~s~", "strike(s)"],
    ["`h`", "‹h›"],
    ["[label](https://a.example)", "link(label,https://a.example)"],
    ["![alt](https://a.example/i.png)", "image(alt,https://a.example/i.png)"],
    ["#H1", "h1(H1)"],
    ["#####H5", "h5(H5)"],
    ["* item", "item(item)"],
    ["1. item", "item1(item)"],
    ["!quote", "quote(quote)"],
    ["|a|b|\n|---|---|\n|1|2|", "table(a|b/1|2)"],
  ])("%j", (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  test("are not those of Markdown", () => {
    for (const text of ["**bold**", "~~strike~~", "> quote", "# Heading", "- item", "+ item", "1) item", "***", "```"])
      expect(line(text)).toBe(text);
  });
});

describe("emphasis", () => {
  test.each([
    ["*a _b_ ~c~ __d__ `e`*", "bold(a italic(b) strike(c) underline(d) ‹e›)"],
    ["_*both*_", "italic(bold(both))"],
    ["(*a*), *b*.", "(bold(a)), bold(b)."],
    ["😀*a*😀", "😀bold(a)😀"],
    ["*(a)*", "bold((a))"],
  ])("nests and stands beside punctuation: %s", (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  test.each(["*a", "a*", "*a *", "*", "**", "_ _", "~a\n~", "`a", "a`", "` a `"])(
    "is text when it does not close: %j",
    (text) => {
      expect(line(text)).toBe(text.replaceAll("\n", "⏎"));
    },
  );

  test.each(["snake_case_name", "2*3*4", "a`b`c", "x~y~z", "un*believ*able", "é*a*é"])(
    "is text in a word: %s",
    (text) => {
      expect(line(text)).toBe(text);
    },
  );

  test.each([
    ["*a _b* c_", "bold(a _b) c_"],
    ["*a *b* c*", "*a bold(b) c*"],
    ["_a *b _c* d_", "italic(a bold(b _c) d)"],
    ["*a _b *c* d_ e*", "*a italic(b bold(c) d) e*"],
    ["_x *a *b* c_ *d e*", "italic(x *a bold(b) c) bold(d e)"],
    ["___a___", "___a___"],
    ["__a_ b__", "underline(a_ b)"],
  ])("neither crosses nor nests in itself: %s", (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  test("ends with its line", () => {
    expect(line("*a\nb*")).toBe("*a⏎b*");
  });

  test("leaves a keycap alone", () => {
    expect(line("*️⃣a*️⃣")).toBe("*️⃣a*️⃣");
  });
});

describe("highlights, links and images", () => {
  test.each([
    ["`*a* [b](c)`", "‹*a* [b](c)›"],
    ["*a `b* c` d*", "bold(a ‹b* c› d)"],
    ["[*a* `b`](c)", "link(bold(a) ‹b›,c)"],
    ["*a [b* c](d)", "*a link(b* c,d)"],
    ["*[a](b)*", "bold(link(a,b))"],
    ["[1] see [a](b)", "[1] see link(a,b)"],
    ["[a [b](c) d](e)", "[a link(b,c) d](e)"],
    ["[![a](b)](c)", "link(image(a,b),c)"],
    ["[a](b(c)d)", "link(a,b(c)d)"],
    ["![*a*](b)", "image(*a*,b)"],
    ["see![a](b)", "seeimage(a,b)"],
    ["[a](b)c", "link(a,b)c"],
  ])("%s", (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  test.each(["[a]", "[a]()", "[a](b c)", "[a](b", "[a] (b)", "](b)", "[a](b\nc)", "[a](((((b)))))"])(
    "is text: %j",
    (text) => {
      expect(line(text)).toBe(text.replaceAll("\n", "⏎"));
    },
  );
});

describe("blocks", () => {
  test.each([
    ["a\nb\n\nc", "paragraph(a⏎b)paragraph(c)"],
    ["a\r\nb\rc", "paragraph(a⏎b⏎c)"],
    ["a\n\n\n\nb", "paragraph(a)paragraph(⏎⏎b)"],
    ["\na\n", "paragraph(⏎a⏎)"],
    ["\n", "paragraph(⏎)"],
    ["", ""],
    ["a\n#b\nc", "paragraph(a)h1(b)paragraph(c)"],
    ["######a", "paragraph(######a)"],
    [" #a", "paragraph( #a)"],
    ["!a\n!b\n\n!c", "quote(a⏎b)quote(c)"],
    ["!\n! a\n!!", "paragraph(!⏎! a⏎!!)"],
    ["![a](b)", "paragraph(image(a,b))"],
    ["* a\n  * b\n\t\t* c\n            * d", "item(a)item+(b)item++(c)item+++++(d)"],
    ["7. a\n8. b", "item7(a)item8(b)"],
    ["1. a\n1. b\n1. c", "item1(a)item2(b)item3(c)"],
    ["1. a\n\n1. b", "item1(a)item2(b)"],
    ["1. a\n  more\n1. b", "item1(a⏎more)item2(b)"],
    ["1. a\n  1. b\n  1. c\n1. d\n  1. e", "item1(a)item1+(b)item2+(c)item2(d)item1+(e)"],
    ["1. a\n  * b\n1. c", "item1(a)item+(b)item2(c)"],
    ["1. a\n* b\n1. c\n1. d", "item1(a)item(b)item1(c)item2(d)"],
    ["1. a\nb\n1. c", "item1(a)paragraph(b)item1(c)"],
    ["1. a\n1. b\n2. c", "item1(a)item1(b)item2(c)"],
    ["2. a\n2. b", "item2(a)item2(b)"],
    ["1. a", "item1(a)"],
    ["Two: \n * a \n * b \n 1. c\t", "paragraph(Two: )item(a)item(b)item1(c)"],
    ["* a \n  more \n", "item(a⏎more)"],
    ["* a \n more", "item(a)paragraph(more)"],
    ["* `a ` ", "item(`a `)"],
    ["1234567890. a", "paragraph(1234567890. a)"],
    ["* a\n  more\nnot", "item(a⏎more)paragraph(not)"],
    ["* a\n\n  not", "item(a)paragraph(  not)"],
    ["*a\n* \n1.", "paragraph(*a⏎* ⏎1.)"],
  ])("%j", (text, expected) => {
    expect(sketch(parse(text))).toBe(expected);
  });

  test.each([
    ["a | b\n--- | :-:\n1 | 2\n\nc", "table(a|b/1|2)paragraph(c)"],
    ["|a|\n|-|\n|1|2|\n||\nx", "table(a/1|2/)paragraph(x)"],
    ["|*a*|`b|c`|\n|-|-|", "table(bold(a)|`b|c`)"],
    ["|a|b|\n|c|d|", "paragraph(|a|b|⏎|c|d|)"],
    ["a\n|-|", "paragraph(a⏎|-|)"],
  ])("tables: %j", (text, expected) => {
    expect(sketch(parse(text))).toBe(expected);
  });
});

test("what is not a text is refused by code", () => {
  expect(() => parse(7 as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
});
