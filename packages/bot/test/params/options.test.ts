import type { StandardSchemaV1 } from "@ck/protocol";
import * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import {
  action,
  boolean,
  createBot,
  date,
  dateTime,
  decimal,
  email,
  integer,
  multiSelection,
  optional,
  range,
  schema,
  selection,
  text,
  time,
  user,
  type ParamDeclarations,
} from "../../src/index.js";
import { talk } from "@ck-test/talk";

const odd = (options: unknown): never => options as never;

/** A schema that is a function with properties. */
const callable: StandardSchemaV1<unknown, string> = Object.assign(() => undefined, {
  "~standard": {
    version: 1 as const,
    vendor: "test",
    validate: (value: unknown) =>
      typeof value === "string" && value.length === 3 ? { value } : { issues: [{ message: "Not three letters." }] },
  },
});

/** The answer to an `execute` with these params. */
async function answer(params: ParamDeclarations, values: object): Promise<unknown> {
  const bot = createBot({ actions: { A: action({ params, execute: ({ params: seen }) => JSON.stringify(seen) }) } });
  const { json } = await talk(bot).send({ todo: "execute", action: "A", params: values });
  return json["message"];
}

describe("an unknown option of a param is refused where it is declared", () => {
  it.each<[string, (options: never) => unknown, string]>([
    ["text", text, "ask, invalid, prompt, minLength, maxLength, pattern"],
    ["email", email, "ask, invalid, prompt"],
    ["integer", integer, "ask, invalid, prompt, min, max"],
    ["decimal", decimal, "ask, invalid, prompt, min, max, precision"],
    ["boolean", boolean, "ask, invalid, prompt"],
    ["date", date, "ask, invalid, prompt, timeZone"],
    ["dateTime", dateTime, "ask, invalid, prompt, timeZone"],
    ["time", time, "ask, invalid, prompt"],
    ["user", user, "ask, invalid, prompt"],
    ["selection", (options) => selection({ a: "A" }, options), "ask, invalid, prompt"],
    ["multiSelection", (options) => multiSelection({ a: "A" }, options), "ask, invalid, prompt"],
    ["range", (options) => range(integer(), options), "ask, invalid, prompt"],
    ["schema", (options) => schema(z.string(), options), "ask, invalid, prompt, type"],
  ])("%s", (name, declare, known) => {
    expect(() => declare(odd({ invald: "x", ask: undefined }))).toThrow(
      expect.objectContaining({
        name: "BotError",
        code: "ERR_INVALID_OPTION",
        message: `Unknown option \`invald\`. Did you mean \`invalid\`? The options of ${name} are ${known}.`,
      }),
    );
    expect(() => declare(odd("Which?"))).toThrow(`The options of ${name} must be an object; got a string.`);
    expect(() => declare(odd({ ask: () => "Which?" }))).toThrow(`${name}: ask must be what the visitor should read`);
    expect(declare(odd({ invald: undefined, ask: "Which?" }))).toBeTruthy();
  });

  it("and so are the ones that were ignored", () => {
    expect(() => integer(odd({ minimum: 1 }))).toThrow("Unknown option `minimum`.");
    expect(() => selection([odd({ id: "a", lable: "A" })])).toThrow("Did you mean `label`?");
  });
});

describe("a wrong option of a param is refused where it is declared", () => {
  it.each<[() => unknown, string]>([
    [() => integer(odd({ min: "1" })), "integer: min must be a number; got a string."],
    [() => integer({ min: 2, max: 1 }), "integer: min must not be greater than max."],
    [() => decimal(odd({ precision: "2" })), "decimal: precision must be a number; got a string."],
    [() => text({ minLength: 2, maxLength: 1 }), "text: minLength must not be greater than maxLength."],
    [() => text(odd({ pattern: "x" })), "text: pattern must be a regular expression"],
    [() => date({ timeZone: "Mars/Olympus" }), "date: timeZone must be the IANA name"],
    [() => dateTime({ timeZone: "Mars/Olympus" }), "dateTime: timeZone must be the IANA name"],
    [() => range(odd(integer)), "range takes a param, such as integer(); got a function."],
    [() => optional(odd(undefined)), "optional takes a param, such as integer(); got undefined."],
    [() => schema(odd(text())), "schema takes a Standard Schema, such as z.string(); got an object."],
    [() => selection(odd("a")), "selection takes its choices as id → label or as a list of options; got a string."],
    [() => selection([odd("a")]), "selection takes choices with id and label; got a string."],
    [() => multiSelection({ a: " " }), "multiSelection: The label of option must be"],
  ])("%s", (declare, message) => {
    expect(declare).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringContaining(message) as string }),
    );
  });
});

describe("a text", () => {
  it("is asked for again unless it has the length and the form", async () => {
    const declared = { order: text({ pattern: /^\d{6}$/, invalid: "An order number has six digits." }) };
    expect(await answer(declared, { order: "rubbish" })).toBe("An order number has six digits.");
    expect(await answer(declared, { order: 204117 })).toBe('{"order":"204117"}');
    expect(await answer({ s: text({ minLength: 3 }) }, { s: "ab" })).toBe("Please give at least 3 characters.");
    expect(await answer({ s: text({ maxLength: 3 }) }, { s: "abcd" })).toBe("Please give at most 3 characters.");
  });
});

describe("a schema with words", () => {
  it.each([
    ["zod", z.string().length(3)],
    ["valibot", v.pipe(v.string(), v.length(3))],
    ["a function, as those of arktype are,", callable],
  ])("of %s asks and refuses in them", async (_, bare) => {
    const order = schema(bare, { ask: "Which order?", invalid: (reason) => `Hm. ${reason}` });
    expect(await answer({ order }, { order: "abc" })).toBe('{"order":"abc"}');
    expect(await answer({ order }, {})).toBe("Which order?");
    expect(await answer({ order }, { order: "abcd" })).toMatch(/^Hm\. .+/);
    expect(await answer({ order: schema(bare, { invalid: "Three letters." }) }, { order: 7 })).toBe("Three letters.");
  });

  it("keeps the types, the defaults and the checks of the schema", async () => {
    const params = { n: schema(z.coerce.number().default(1)), s: schema(z.string().optional(), { invalid: "No." }) };
    action({
      params,
      execute({ params: seen }) {
        expectTypeOf(seen.n).toEqualTypeOf<number>();
        expectTypeOf(seen.s).toEqualTypeOf<string | undefined>();
        return "ok";
      },
    });
    expect(await answer(params, {})).toBe('{"n":1}');
    const known = schema(
      z.string().refine((id) => Promise.resolve(id === "known")),
      { invalid: "Not known." },
    );
    expect(await answer({ known }, { known: "x" })).toBe("Not known.");
  });
});
