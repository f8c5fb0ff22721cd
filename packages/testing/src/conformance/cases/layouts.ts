import assert from "node:assert/strict";
import type { Layout } from "../adapter.js";
import type { CaseDefinition } from "../stage.js";
import { send } from "../send.js";
import { assertEchoed, assertRefused, echo } from "./expect.js";

const body = String.raw`{"todo":"execute","action":"Echo","params":{"n":"\u2615"}}`;

const answering: readonly (readonly [Layout, string])[] = [
  ["prefix", ""],
  ["beside a parser", ""],
  ["after a parser that keeps the bytes", " (stripe-node #341, discord-interactions-js #6)"],
];

export const layoutCases: readonly CaseDefinition[] = [
  ...(answering.map(([layout, peers]) => ({
    name: `it answers ${layout === "prefix" ? "behind a prefix" : layout}${peers}`,
    layout,
    async holds({ sendSigned, send }) {
      assertEchoed(await sendSigned(body), body);
      assertRefused(await send(body), 401);
      assertRefused(await send("", { method: "GET" }), 405);
    },
  })) satisfies CaseDefinition[]),
  {
    name: "the app's other routes keep working",
    layout: "beside a parser",
    async holds({ url }) {
      const answer = await send(new URL("/other", url).href, '{"a":1}');
      assert.deepEqual([answer.status, JSON.parse(answer.text)], [200, { a: 1 }]);
    },
  },
  {
    name: "it answers 500 at once if a parser consumed the body, and names the line to change (stripe-node #341)",
    layout: "after a parser that keeps nothing",
    async holds(stage) {
      assertRefused(await stage.sendSigned(echo({ n: 1 })), 500);
      const { errors, events } = await stage.observe((seen) => seen.errors.length > 0 && seen.events.length > 0);
      assert.equal(events[0]?.outcome, "error");
      assert.equal(errors[0]?.code, "ERR_BODY_CONSUMED");
      if (stage.adapter.fix !== undefined) assert.match(errors[0].message, stage.adapter.fix);
    },
  },
  {
    name: "it answers 500, and stays up, if something set an encoding on the request",
    layout: "after an encoding was set",
    async holds({ sendSigned, observe }) {
      const large = echo({ n: "x".repeat(100_000) });
      for (const expected of [1, 2]) {
        assertRefused(await sendSigned(large), 500);
        const { errors } = await observe((seen) => seen.errors.length === expected);
        assert.equal(errors.at(-1)?.code, "ERR_BODY_CONSUMED");
      }
    },
  },
];
