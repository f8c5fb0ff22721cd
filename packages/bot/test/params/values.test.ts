import { describe, expect, it } from "vitest";
import { action, createBot, date, dateTime, integer, receive, text, type ParamDeclarations } from "../../src/index.js";

/** The message that answers a body, which may be spelled in a way that `JSON.stringify` would not. */
async function answer(body: string, params: ParamDeclarations): Promise<string> {
  const bot = createBot({
    actions: {
      Track: action({
        params,
        execute: (context) => `${JSON.stringify(context.params)} for ${String(context.user["id"])}`,
      }),
    },
  });
  const handle = receive(bot, { publicKey: false });
  const raw = { method: "POST", header: () => null, body: new TextEncoder().encode(body) };
  const { body: bytes } = await handle(raw);
  return (JSON.parse(new TextDecoder().decode(bytes)) as { message: string }).message;
}
const execute = (params: string): string =>
  `{"todo":"execute","action":"Track","params":${params},"user":{"id":3813000000001234567}}`;

describe("an id of 19 digits that arrives as a number", () => {
  it("reaches the handler with its digits", async () => {
    expect(await answer(execute('{"order":8202522731445525542}'), { order: text() })).toBe(
      '{"order":"8202522731445525542"} for 3813000000001234567',
    );
  });
  it("is asked for again where a number is declared", async () => {
    expect(await answer(execute('{"order":8202522731445525542}'), { order: integer() })).toBe(
      "Please give a whole number between -9007199254740991 and 9007199254740991.",
    );
  });
});

describe("digits for a date", () => {
  it("are the basic form of ISO 8601", async () => {
    expect(await answer(execute('{"from":"20261122"}'), { from: date() })).toContain('"2026-11-22T00:00:00.000Z"');
    expect(await answer(execute('{"from":"202611221030"}'), { from: dateTime() })).toContain(
      '"2026-11-22T10:30:00.000Z"',
    );
  });
  it.each(["2026", "22", "1795843998", "-1"])(
    "are asked for again if they are probably something else: %s",
    async (digits) => {
      for (const value of [digits, `"${digits}"`])
        expect(await answer(execute(`{"from":${value}}`), { from: date() })).toBe(
          "Please give a date, such as 2026-05-03 or 03-May-2026.",
        );
    },
  );
});

it("half a character never goes out", async () => {
  expect(await answer(execute('{"name":"a\\ud83d"}'), { name: text() })).not.toMatch(/\p{Surrogate}/u);
});
