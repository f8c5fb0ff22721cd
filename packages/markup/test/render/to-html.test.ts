import { describe, expect, test } from "vitest";
import { toHtml, toPlainText, type MarkupInline } from "@ck/markup";

const rel = 'rel="noopener noreferrer"';

describe("HTML", () => {
  test.each([
    ["*a* _b_ __c__ ~d~ `e`", "<p><strong>a</strong> <em>b</em> <u>c</u> <s>d</s> <mark>e</mark></p>"],
    ["a\nb", "<p>a<br>b</p>"],
    ["##a", "<h2>a</h2>"],
    ["!a\n!b", "<blockquote>a<br>b</blockquote>"],
    ["* a\n  * b\n* c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"],
    ["* a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"],
    ["    * a\n* b", "<ul><li>a</li></ul><ul><li>b</li></ul>"],
    ["3. a\n4. b\n9. c", '<ol start="3"><li>a</li><li>b</li><li value="9">c</li></ol>'],
    ["* a\n\nb\n\n* c", "<ul><li>a</li></ul><p>b</p><ul><li>c</li></ul>"],
    [
      "|a|\n|-|\n|*1*|",
      "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><strong>1</strong></td></tr></tbody></table>",
    ],
    [`<script>alert("1")</script> & '`, "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;</p>"],
    ["a\u0000\u001B[31m\u202Eb\uD800", "<p>a[31mb\uFFFD</p>"],
  ])("of %j", (text, html) => {
    expect(toHtml(text)).toBe(html);
  });

  test("takes a part of a tree", () => {
    expect(toHtml([{ type: "text", value: "<" }, { type: "break" }])).toBe("&lt;<br>");
  });

  test("of a tree that is deeper than a text can make it ends", () => {
    let node: MarkupInline = { type: "text", value: "deep" };
    for (let depth = 0; depth < 100_000; depth++) node = { type: "bold", children: [node] };
    expect(toHtml([node]).length).toBeLessThan(1000);
    expect(toPlainText([node])).toBe("");
  });
});

describe("links", () => {
  test.each([
    "https://a.example/b?c=d&e=f",
    "http://a",
    "HTTPS://a.example",
    "mailto:a@b.example",
    "tel:+4912",
    "https://a.example/é",
  ])("go to %s", (url) => {
    expect(toHtml(`[a](${url})`)).toBe(`<p><a href="${url.replaceAll("&", "&amp;")}" ${rel}>a</a></p>`);
  });

  test.each([
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\u0001script:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://a",
    "//evil.example",
    "/relative",
    "a.example",
    "https:a.example",
    "https:///a.example",
    "https:\\\\a.example",
    "https://good.example\\@evil.example",
    "https://good.example@evil.example",
    "https://a.example/\u202Egnp.exe",
    "https://a\u200B.example",
    "https://a.example/\uD800",
    "mailto:",
    "x",
  ])("do not go to %j", (url) => {
    expect(toHtml(`[a](${url})`)).toBe("<p>a</p>");
    expect(toHtml([{ type: "link", url, children: [] }])).toBe("");
  });

  test("can be narrowed, not widened", () => {
    expect(toHtml("[a](http://a.example)", { schemes: ["https"] })).toBe("<p>a</p>");
    expect(() => toHtml("", { schemes: ["ftp" as "http"] })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION" }),
    );
  });

  test("have the rel and the target that are asked for", () => {
    const html = toHtml("[a](https://a)", { linkRel: 'nofollow"', linkTarget: "_blank" });
    expect(html).toBe('<p><a href="https://a" rel="nofollow&quot;" target="_blank">a</a></p>');
    expect(toHtml("[a](https://a)", { linkRel: "" })).toBe('<p><a href="https://a">a</a></p>');
  });

  test("are not put into links", () => {
    const inner = { type: "link", url: "https://b", children: [{ type: "text", value: "b" }] } as const;
    expect(toHtml([{ type: "link", url: "https://a", children: [inner] }])).toBe(`<a href="https://a" ${rel}>b</a>`);
  });
});

describe("images", () => {
  const text = '![a"b](https://a.example/i.png)';

  test("are links, so that no server learns who reads", () => {
    expect(toHtml(text)).toBe(`<p><a href="https://a.example/i.png" ${rel}>a&quot;b</a></p>`);
  });

  test("are shown when allowed", () => {
    expect(toHtml(text, { allowImages: true })).toBe(
      '<p><img src="https://a.example/i.png" alt="a&quot;b" loading="lazy" referrerpolicy="no-referrer"></p>',
    );
  });

  test.each(["javascript:alert(1)", "data:image/svg+xml,x", "mailto:a@b", "tel:1"])(
    "from %s are their words",
    (url) => {
      expect(toHtml(`![a](${url})`, { allowImages: true })).toBe("<p>a</p>");
    },
  );
});

describe("plain text", () => {
  test.each([
    ["*a* _b_ `c`\nd", "a b c\nd"],
    ["#a\nb", "a\n\nb"],
    ["!a\n!b", "> a\n> b"],
    ["* a\n  2. b\n     c", "• a\n  2. b\n    c"],
    ["|a|b|\n|-|-|\n|1|2|", "a | b\n1 | 2"],
    ["[a](https://b)", "a (https://b)"],
    ["[https://b](https://b)", "https://b"],
    ["[a@b.example](mailto:a@b.example)", "a@b.example"],
    ["![a](https://b) ![](https://b)", "a (image)"],
    ["a\u001B]0;title\u0007\u009B2J", "a]0;title2J"],
  ])("of %j", (text, plain) => {
    expect(toPlainText(text)).toBe(plain);
  });
});
