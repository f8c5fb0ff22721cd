import assert from "node:assert/strict";
import { SECRET } from "../bot.js";
import type { Answer } from "../send.js";

/** A request for the action that answers with its params. */
export function echo(params: Readonly<Record<string, unknown>> = {}): string {
  return execute("Echo", params);
}

/** A request to run an action of the suite's bot. */
export function execute(action: string, params: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ todo: "execute", action, environment: "production", params });
}

/** The answer is a 200 with the params of the request. */
export function assertEchoed(answer: Answer, body: string): void {
  assert.equal(answer.status, 200);
  assert.equal(answer.headers["content-type"], "application/json");
  const { params } = JSON.parse(body.replace(/^\ufeff/, "")) as { params: unknown };
  const { status, message, data } = JSON.parse(answer.text) as Record<string, unknown>;
  assert.deepEqual({ status, message, data }, { status: "execution", message: "Grüße ☕ 🎉", data: params });
}

/** The answer has this status, and nothing else. */
export function assertRefused(answer: Answer, status: number): void {
  assert.equal(answer.status, status);
  assert.equal(answer.text, "", "a rejection must have an empty body");
  assertSecretless(answer);
}

/** The answer holds neither what a handler threw nor a stack. */
export function assertSecretless({ text, headers }: Answer): void {
  const all = `${text}\n${JSON.stringify(headers)}`;
  assert.ok(!all.includes(SECRET), "the answer holds what a handler threw");
  assert.doesNotMatch(all, /\bat .*[\w)]:\d+:\d+|node_modules|file:\/\//, "the answer holds a stack");
}
