import path from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import { published, root } from "./published.js";

const rule = "no-restricted-imports";
const eslint = new ESLint({
  cwd: root,
  // The file is not on disk, so no rule that needs its types can run.
  ruleFilter: ({ ruleId }) => ruleId === rule,
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

/** What the rule says about one line in a source file of a package. */
async function lint(name: string, line: string): Promise<string[]> {
  const filePath = path.join(root, "packages", name, "src/virtual.ts");
  const [result] = await eslint.lintText(`${line}\n`, { filePath });
  return result!.messages.map((message) => message.ruleId ?? message.message);
}

describe("the import directions", () => {
  it.each([
    ["protocol", "@ck/bot"],
    ["protocol", "@ck/signature"],
    ["signature", "@ck/protocol"],
    ["bot", "@ck/express"],
    ["bot", "@ck/node"],
    ["express", "@ck/koa"],
    ["express", "@ck/signature"],
    ["koa", "@ck/protocol"],
    ["bot", "@ck/demo"],
  ])("forbid %s to import %s", async (from, to) => {
    expect(await lint(from, `export * from "${to}";`)).toEqual([rule]);
    expect(await lint(from, `import type { Any } from "${to}"; export type { Any };`)).toEqual([rule]);
  });

  it.each([
    ["bot", "@ck/protocol"],
    ["bot", "@ck/signature"],
    ["express", "@ck/bot"],
    ["express", "@ck/node"],
    ["koa", "@ck/bot"],
  ])("let %s import %s", async (from, to) => {
    expect(await lint(from, `export * from "${to}";`)).toEqual([]);
  });

  it.each(published.map(({ folder }) => path.basename(folder)))("are set for %s", async (name) => {
    expect(await lint(name, `export * from "@ck/a-package-to-come";`)).toEqual([rule]);
  });

  it("forbid the way round by a file path", async () => {
    expect(await lint("protocol", `export * from "../../bot/src/index.js";`)).toEqual([rule]);
  });

  it("forbid a Node built-in, but not its types", async () => {
    expect(await lint("signature", `import { verify } from "node:crypto"; export { verify };`)).toEqual([rule]);
    expect(await lint("signature", `import type { KeyObject } from "node:crypto"; export type { KeyObject };`)).toEqual(
      [],
    );
  });
});
