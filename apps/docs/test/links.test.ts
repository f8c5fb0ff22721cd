import { describe, expect, it } from "vitest";
import { anchorOf, rewriteLinks } from "../src/links.js";

const pageOf = (file: string): string | undefined =>
  new Map([
    ["docs/params.md", "/params.html"],
    ["packages/bot/README.md", "/packages/bot.html"],
  ]).get(file);

describe("the links of a file", () => {
  it.each([
    ["[Params](../../docs/params.md#dates)", "[Params](/params.html#dates)"],
    ["[`@ck/bot`](../bot#readme)", "[`@ck/bot`](/packages/bot.html)"],
    ["[options](../bot#options)", "[options](/packages/bot.html#options)"],
    ["[a place](#below) and [a site](https://example.com)", "[a place](#below) and [a site](https://example.com)"],
    ["![The page](../../docs/images/page.png)", "![The page](/images/page.png)"],
    ["[a test](../../test/x.test.ts)", "[a test](https://example.com/tree/test/x.test.ts)"],
  ])("%s becomes %s", (markdown, expected) => {
    const targets = { pageOf, repository: "https://example.com/tree" };
    expect(rewriteLinks(markdown, "packages/koa/README.md", targets)).toBe(expected);
  });

  it("become text where the repository has no address", () => {
    expect(rewriteLinks("See [`x.test.ts`](../test/x.test.ts).", "docs/params.md", { pageOf })).toBe(
      "See `x.test.ts`.",
    );
  });

  it("stay as they are in code", () => {
    const code = "Write `![alt](url)` or `[label](url)`.\n\n```md\n[Params](params.md)\n```\n";
    expect(rewriteLinks(code, "docs/late.md", { pageOf })).toBe(code);
  });
});

it.each([
  ["1. Request: platform to server", "1-request-platform-to-server"],
  ["ERR_NO_PUBLIC_KEY", "err_no_public_key"],
  ["onError, onEvent", "onerror-onevent"],
])("the anchor of “%s” is the one that GitHub makes", (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
