import fc from "fast-check";
import { expect, test } from "vitest";
import { execution, failure, note, option, prompt, serializeResponse, type WebhookResponse } from "@ck/protocol";
import { jsonValue } from "../json-value.js";

const fatal = new TextDecoder("utf-8", { fatal: true });

/** The parsed answer as it arrives. */
function sent(response: WebhookResponse): unknown {
  return JSON.parse(fatal.decode(serializeResponse(response)));
}

test("half a character goes out as U+FFFD, wherever it is", () => {
  expect(sent(failure("a\ud83d"))).toEqual({ message: "a\ufffd" });
  expect(
    sent(execution("\udc00 b", { card: [note("c\ud800\ud800")], data: { "k\udfff": ["\ud83dx", "\\ud83d"] } })),
  ).toEqual({
    status: "execution",
    message: "\ufffd b",
    card: [{ type: "note", content: "c\ufffd\ufffd" }],
    data: { "k\ufffd": ["\ufffdx", "\\ud83d"] },
  });
  expect(sent(prompt("p", "m", { options: [option("i\ud800", "l\ud800")] }))).toMatchObject({
    prompt: { options: [{ id: "i\ufffd", label: "l\ufffd" }] },
  });
});

test("whole characters, backslashes and escapes go out as they are", () => {
  const message = "🌍 \\ud83d \\\\ud83d \u0000 \\";
  expect(sent(failure(message))).toEqual({ message });
});

test("no answer holds half a character", () => {
  const half = fc.constantFrom("\ud83d", "\udc00", "\\", "\\u", "ud83d");
  const text = fc.array(fc.oneof(half, fc.string({ unit: "binary" })), { minLength: 1 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.dictionary(text, jsonValue({ maxDepth: 3, stringUnit: "binary" })), (message, data) => {
      fc.pre(message.trim() !== "" && !Object.hasOwn(data, "__proto__"));
      const json = fatal.decode(serializeResponse(execution(message, { data }), { maxBytes: 10_000_000 }));
      const halves: string[] = [];
      const read = JSON.parse(json, (key, value: unknown) => {
        for (const part of [key, value]) if (typeof part === "string" && /\p{Surrogate}/u.test(part)) halves.push(part);
        return value;
      }) as { message: string };
      expect(halves).toEqual([]);
      expect(read.message).toBe(message.replace(/\p{Surrogate}/gu, "\ufffd"));
    }),
  );
});
