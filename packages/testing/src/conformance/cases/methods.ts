import assert from "node:assert/strict";
import type { CaseDefinition } from "../stage.js";
import { assertRefused } from "./expect.js";

export const methodCases: readonly CaseDefinition[] = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"].map(
  (method) => ({
    name: `${method} is rejected with 405 and an allow header`,
    async holds({ send, sendSigned }) {
      for (const answer of [await send("", { method }), await sendSigned("", { method })]) {
        assertRefused(answer, 405);
        assert.equal(answer.headers.allow, "POST");
      }
    },
  }),
);
