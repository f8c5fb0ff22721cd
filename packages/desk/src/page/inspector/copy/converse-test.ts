import type { ChatView } from "../../../api/views.js";

/**
 * A test for `converse` of `@ck/testing`: everything that the visitor did in a chat, and what the bot said in the end.
 *
 * @param until - the id of the last message to use. Default: all of them
 */
export function toConverseTest({ messages, clientData }: ChatView, until?: string): string {
  const last = until === undefined ? messages.length - 1 : messages.findIndex(({ id }) => id === until);
  const end = messages.findIndex(({ role }, at) => at > last && role === "visitor");
  const used = messages.slice(0, end === -1 ? undefined : end);
  const lines: string[] = [];
  const isOpened = used[0]?.role !== undefined && used[0].role !== "visitor";
  if (isOpened) lines.push("await chat.open();");
  for (const [at, { role, text, choice }] of used.entries()) {
    if (role !== "visitor") continue;
    lines.push(`await chat.${callOf(choice, text, used, at)};`);
  }
  const answers = used.slice(used.findLastIndex(({ role }) => role === "visitor") + 1);
  const said = answers.length === 0 ? undefined : answers.map(({ text }) => text).join("\n");
  const final = lines.pop();
  const options = Object.keys(clientData).length === 0 ? "" : `, { clientData: ${JSON.stringify(clientData)} }`;
  return [
    'import assert from "node:assert/strict";',
    'import { test } from "node:test";',
    'import { converse } from "@ck/testing";',
    'import { bot } from "./bot.js";',
    "",
    `test(${JSON.stringify(titleOf(used))}, async () => {`,
    `  const chat = converse(bot${options});`,
    ...lines.map((line) => `  ${line}`),
    ...(final === undefined
      ? []
      : said === undefined
        ? [`  ${final}`]
        : [`  const { text } = ${final}`, `  assert.equal(text, ${JSON.stringify(said)});`]),
    "});",
    "",
  ].join("\n");
}

type Messages = ChatView["messages"];

function callOf(choice: Messages[number]["choice"], text: string, messages: Messages, at: number): string {
  switch (choice?.type) {
    case "options":
      return `choose(${choice.ids.map((id) => JSON.stringify(id)).join(", ")})`;
    case "button": {
      const buttons = messages.slice(0, at).flatMap((message) => message.buttons);
      const button = buttons.findLast(({ offer }) => offer === choice.offer);
      const data = button?.data === undefined ? "" : `, ${JSON.stringify(button.data)}`;
      return `click(${JSON.stringify(button?.id ?? text)}${data})`;
    }
    case "followup":
      return `choose(${JSON.stringify(text)})`;
    case "skip":
      return "skip()";
    case undefined:
      return `say(${JSON.stringify(text)})`;
  }
}

function titleOf(messages: Messages): string {
  const [first] = messages.filter(({ role }) => role === "visitor");
  return first === undefined ? "the bot greets" : `a visitor says “${first.text.slice(0, 60)}”`;
}
