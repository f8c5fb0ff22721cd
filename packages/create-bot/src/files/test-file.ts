import type { Template } from "../answers/answers.js";
import type { Kind } from "./kind.js";

/** A test of the bot. */
export function testFile(kind: Kind): string {
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { converse } from "@ck/testing";
${TESTS[kind.template](kind)}`;
}

const TESTS: Readonly<Record<Template, (kind: Kind) => string>> = {
  hello: ({ from }) => `import { bot } from "${from("./bot")}";

test("a visitor is greeted by name", async () => {
  const chat = converse(bot);
  await chat.say("greet");
  assert.equal((await chat.say("Ann")).text, "Hello, Ann!");
});

test("anything else is repeated", async () => {
  assert.equal((await converse(bot).say("Is it raining?")).text, "You said: Is it raining?");
});
`,

  leave: ({ from }) => `import { bot } from "${from("./bot")}";

test("a visitor books two days", async () => {
  const chat = converse(bot);
  await chat.say("apply leave");
  await chat.choose("sick");
  await chat.say("2030-05-03");
  assert.equal((await chat.say("2")).text, "Your leave is booked.");
});

test("somebody without casual leave is asked for another type", async () => {
  const chat = converse(bot);
  await chat.say("apply leave");
  assert.match((await chat.choose("casual")).text, /choose another type/);
});

test("a number of days that is none is asked for again", async () => {
  const params = { leaveType: "sick", from: "2030-05-03", days: "some" };
  assert.equal((await converse(bot).execute("ApplyLeave", { params })).status, "prompt");
});
`,

  "language-model": ({ from }) => `import { createAssistant } from "${from("./bot")}";

test("the model's Markdown becomes ConvoKraft's text", async () => {
  const bot = createAssistant(async () => "**Two** days.");
  assert.equal((await converse(bot).fallback("How much leave have I got?")).message, "*Two* days.");
});

test("a question is cut before it costs too much", async () => {
  const bot = createAssistant(async (question) => \`\${question.length} characters\`);
  assert.equal((await converse(bot).fallback("why ".repeat(5_000))).message, "2000 characters");
});
`,
};
