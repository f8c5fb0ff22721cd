import * as ckBot from "@ck/bot";
import { expect, it } from "vitest";
import { describeError, runModule } from "../../src/runner/compile.js";

const modules = { "@ck/bot": ckBot };
const problemOf = async (code: string): Promise<string> => runModule(code, modules).then(() => "none", describeError);

it("runs TypeScript with imports, and gives what it exports", async () => {
  const code = `import { createBot, type Bot } from "@ck/bot";
interface Named { readonly name: string }
const named = { name: "typed" } satisfies Named;
export const bot: Bot = createBot({ ...named, actions: {} } as const);
export default await Promise.resolve(7);`;
  const { bot, default: byDefault } = await runModule(code, modules);
  expect([bot, byDefault]).toMatchObject([{ name: "typed" }, 7]);
});

it.each([
  ["export const bot = createBot({", /^Unexpected token.* \(bot\.ts:1:31\)$/],
  ["\n\nnull.x;", /^Cannot read properties of null.* \(bot\.ts:3\)$/],
  ["\nthrow new Error('mine');", /^mine \(bot\.ts:2\)$/],
  ["throw 'a text';", /^a text$/],
  ["import x from 'node:fs'; x();", /^There is no "node:fs" in the playground\. A bot can import @ck\/bot\./],
  ["import x from 'constructor'; x();", /^There is no "constructor"/],
  [
    "import { createBot } from '@ck/bot'; createBot({ actions: {}, fallbak: () => 'x' } as never);",
    /fallbak.*fallback/s,
  ],
])("says what is wrong with %j", async (code, problem) => {
  expect(await problemOf(code)).toMatch(problem);
});
