import assert from "node:assert/strict";
import { LONG } from "../bot.js";
import type { CaseDefinition } from "../stage.js";
import { assertRefused, assertSecretless, execute } from "./expect.js";

export const answerCases: readonly CaseDefinition[] = [
  {
    name: "content-length counts bytes, not characters (octokit/webhooks.js 14.2.0)",
    async holds({ sendSigned }) {
      const answer = await sendSigned(execute("Long"));
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["content-length"], String(answer.bytes));
      assert.equal((JSON.parse(answer.text) as { message: string }).message, LONG);
    },
  },
  {
    name: "the author learns what a handler throws, and the caller does not",
    async holds({ sendSigned, observe }) {
      const answer = await sendSigned(execute("Throw"));
      assert.equal(answer.status, 200);
      assertSecretless(answer);
      const { status, message } = JSON.parse(answer.text) as Record<string, unknown>;
      assert.deepEqual([status, typeof message], ["execution", "string"]);
      const { errors } = await observe((seen) => seen.errors.length > 0);
      assert.equal(errors[0]?.code, "ERR_HANDLER_FAILED");
    },
  },
  {
    name: "a handler that misses the deadline gets a 200 sent for it, not a 500 (bolt-js)",
    settings: { deadlineMs: 1_500 },
    async holds({ sendSigned, observe }) {
      const answer = await sendSigned(execute("Wait"));
      assert.equal(answer.status, 200);
      assert.equal((JSON.parse(answer.text) as { message: string }).message, "Not yet.");
      await observe(({ events, marks }) => events[0]?.outcome === "late" && marks.includes("aborted"));
    },
  },
  {
    name: "a misconfigured server answers 500, and only the author learns why",
    settings: { replay: "broken" },
    async holds({ sendSigned, observe }) {
      assertRefused(await sendSigned(execute("Echo")), 500);
      const { errors } = await observe((seen) => seen.errors.length > 0);
      assert.equal(errors[0]?.code, "ERR_STORE");
    },
  },
];
