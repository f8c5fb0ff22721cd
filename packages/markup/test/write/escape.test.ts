import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escape, markup, parse, raw, stringify, toPlainText, type MarkupBlock, type MarkupNode } from "@ck/markup";
import { cleaned, hostileText } from "../hostile-text.js";

/** The types of the nodes that are more than text. */
function formats(nodes: readonly MarkupNode[]): string[] {
  return nodes.flatMap((node) => [
    ...(["paragraph", "text", "break"].includes(node.type) ? [] : [node.type]),
    ...("children" in node ? formats(node.children) : []),
  ]);
}

function visible(text: string): string {
  return text.replaceAll("\u2060", "");
}

describe.each(["joiner", "lookalike"] as const)("what escape returns, using a %s", (using) => {
  test("holds no formatting", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(formats(parse(escape(text, { using })))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("is the same when it is escaped again", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = escape(text, { using });
        expect(escape(once, { using })).toBe(once);
      }),
    );
  });

  test("cannot change what stands around it", () => {
    const around = fc.constantFrom(
      ["", ""],
      ["Hello ", "!"],
      ["*", "*"],
      ["_a ", " b_"],
      ["* ", ""],
      ["!", ""],
      ["##a ", ""],
      ["[", "](https://a.example)"],
      ["[a]", ""],
      ["", "[a](https://a.example)"],
      ["`", "`"],
      ["a\n", "\nb"],
    );
    fc.assert(
      fc.property(hostileText, around, (text, [before = "", after = ""]) => {
        const value = escape(text.replace(/[\r\n]/g, ""), { using });
        const fits = value !== "" && !/^[\s\p{M}]|\s$/u.test(value);
        const of = (inner: string): string[] => formats(parse(before + inner + after));
        fc.pre(fits);
        // A joiner is a letter that nobody sees.
        expect(of(value)).toEqual(of("\u2060"));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("escape", () => {
  test("shows the text as it was written, but for invisible characters", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(visible(toPlainText(parse(escape(text))))).toBe(visible(cleaned(text)));
      }),
      { numRuns: 2000 },
    );
  });

  test("adds nothing to text that is no markup", () => {
    for (const text of ["", "Hello, world?", "snake_case", "2 * 3", "a - b", "C# and F#", "1.5", "f(x)"])
      expect(escape(text)).toBe(text);
  });

  test("puts one joiner between two markers", () => {
    expect(escape("**")).toBe("\u2060*\u2060*\u2060");
  });

  test.each([
    ["an address after the author's label", markup`[a]${"(https://evil.example)"}`],
    ["an image of the author's link", markup`${"wow!"}[a](https://a.example)`],
    ["another address for the author's label", markup`[${"a](https://evil.example) [b"}](https://a.example)`],
    ["a heading with what follows", markup`${"#"}${1}`],
    ["an item with what follows", markup`${"1."} ${"*"} a`],
    ["a cell of its own", markup`|a|\n|-|\n|${"b|c"}|`],
  ])("cannot make %s", (_, message) => {
    const links = formats(parse(message)).filter((type) => type !== "table");
    expect(links).toEqual(message.text.includes("a.example") ? ["link"] : []);
    expect(message.text).not.toMatch(/[^\u2060]\(https:\/\/evil/);
    expect(toPlainText(message)).not.toContain(" | ");
  });

  test("keeps emoji whole", () => {
    expect(escape("a *️⃣")).toBe("a *️⃣");
  });
});

describe("the template tag", () => {
  test("formats what the author wrote and nothing else", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const name = text.replace(/[\r\n]/g, "") || "Ann";
        const message = markup`Hello *${name}*, [${name}](https://a.example)\n* ${name}`;
        expect(formats(parse(message))).toEqual(["bold", "link", "item"]);
      }),
      { numRuns: 2000 },
    );
  });

  test("escapes once", () => {
    const name = markup`*${"_Ann_"}*`;
    expect(markup`${name} ${raw("*x*")} ${[name, "*y*"]}`.text).toBe(`${name.text} *x* ${name.text}${escape("*y*")}`);
  });

  test("takes markup of another copy of the package", () => {
    const foreign = { [Symbol.for("@ck/markup/text")]: true, text: "*x*" };
    expect(markup`${foreign as never}`.text).toBe("*x*");
  });

  test("takes nothing from JSON for markup", () => {
    const value = JSON.parse('{"text":"*x*","@ck/markup/text":true}') as never;
    expect(() => markup`${value}`.text).toThrow();
  });

  test("prints numbers and leaves nothing for nothing", () => {
    expect(String(markup`${1} ${2n} ${true} ${null}${undefined}`)).toBe("1 2 true ");
  });

  test.each([
    ["https://a.example/(b)", "https://a.example/%28b%29"],
    ["https://a.example/b c", "https://a.example/b%20c"],
    ["javascript:alert(1)", "#"],
    ["https://a.example) [b](https://evil.example", "https://a.example%29%20[b]%28https://evil.example"],
    [null, "#"],
  ])("writes the address %j as %s", (url, written) => {
    expect(markup`[a](${url})`.text).toBe(`[a](${written})`);
    expect(formats(parse(markup`[a](${url})`))).toEqual(["link"]);
  });

  test("encodes a part of an address", () => {
    expect(markup`[a](https://a.example/${"../x"}?q=${"b&c)"}) ${"*"}`.text).toBe(
      "[a](https://a.example/..%2Fx?q=b%26c%29) \u2060*\u2060",
    );
  });
});

describe("stringify", () => {
  test.each([
    ["a keycap at its start", [{ type: "bold", children: [{ type: "text", value: "*️⃣ a" }] }]],
    [
      "a keycap after it",
      [
        { type: "bold", children: [{ type: "text", value: "a" }] },
        { type: "text", value: "*️⃣" },
      ],
    ],
    ["an accent at its start", [{ type: "italic", children: [{ type: "text", value: "\u0301a" }] }]],
    [
      "a letter beside it",
      [
        { type: "text", value: "a" },
        { type: "bold", children: [{ type: "text", value: "b" }] },
        { type: "text", value: "c" },
      ],
    ],
    [
      "the same beside it",
      [
        { type: "bold", children: [{ type: "text", value: "a" }] },
        { type: "bold", children: [{ type: "text", value: "b" }] },
      ],
    ],
    [
      "an underline around italics",
      [{ type: "underline", children: [{ type: "italic", children: [{ type: "text", value: "a" }] }] }],
    ],
    [
      "an exclamation mark before a link",
      [
        { type: "text", value: "!" },
        { type: "link", url: "https://a.example", children: [{ type: "text", value: "a" }] },
      ],
    ],
    ["blanks at its edges", [{ type: "bold", children: [{ type: "text", value: " a " }] }]],
  ] satisfies [string, MarkupNode[]][])("keeps the format of what has %s", (_, nodes) => {
    expect(formats(parse(stringify(nodes)))).toEqual(formats(nodes));
  });

  test("gives a text with the same tree", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const tree = parse(text);
        const again = parse(stringify(tree));
        expect(outline(again)).toEqual(outline(tree));
      }),
      { numRuns: 3000 },
    );
  });
});

/** What of a tree has to survive: the formats and the visible words. */
function outline(tree: readonly MarkupBlock[]): unknown {
  const words = toPlainText(tree).replace(/[\u2060\u200B\s]+/gu, "");
  return { words, formats: formats(tree) };
}
