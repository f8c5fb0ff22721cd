import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import * as v from "valibot";
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
  selection,
  text,
  time,
  type ExecuteContext,
  type ParamDeclarations,
} from "../../src/index.js";
import { talk } from "@ck-test/talk";

/** What `execute` sees of `params`, or the response that asks again. */
async function execute(declared: ParamDeclarations, params: object, todo = "execute"): Promise<unknown> {
  let seen: unknown;
  const bot = createBot({
    actions: {
      A: action({
        params: declared,
        prompt: (context) => void (seen = context.params),
        execute: (context) => {
          seen = context.params;
          return "done";
        },
      }),
    },
  });
  const { json } = await talk(bot).send({ todo, action: "A", params });
  return seen ?? json;
}

describe("declared params reach the handlers decoded", () => {
  it("for every kind", async () => {
    const declared = {
      reason: text(),
      mail: email(),
      days: integer({ min: 1 }),
      rate: decimal(),
      sure: boolean(),
      from: date(),
      at: dateTime(),
      clock: time(),
      type: selection({ casual: "Casual leave", sick: "Sick leave" }),
      tags: multiSelection({ a: "A", b: "B" }),
      span: range(date()),
      more: optional(text()),
    };
    expect(
      await execute(declared, {
        reason: "rest",
        mail: "ada@example.com",
        days: "3",
        rate: "1.5",
        sure: "yes",
        from: "2026-11-22",
        at: "22-Nov-2026 10:30",
        clock: "10:30",
        type: "Casual leave",
        tags: ["a", "B"],
        span: { from: "2026-01-01", to: "2026-01-02" },
        undeclared: "x",
      }),
    ).toEqual({
      reason: "rest",
      mail: "ada@example.com",
      days: 3,
      rate: 1.5,
      sure: true,
      from: new Date("2026-11-22T00:00:00Z"),
      at: new Date("2026-11-22T10:30:00Z"),
      clock: "10:30:00",
      type: "casual",
      tags: ["a", "b"],
      span: { start: new Date("2026-01-01T00:00:00Z"), end: new Date("2026-01-02T00:00:00Z") },
    });
  });

  it("and raw where nothing is declared", async () => {
    let seen: unknown;
    const execute = ({ params }: ExecuteContext): string => {
      seen = params;
      return "ok";
    };
    const bot = createBot({ actions: { A: action({ execute }) } });
    await talk(bot).send({ todo: "execute", action: "A", params: { days: "3" } });
    expect(seen).toEqual({ days: "3" });
  });

  it("with the types that were declared", () => {
    action({
      params: {
        days: integer(),
        from: date(),
        type: selection({ casual: "C", sick: "S" }),
        more: optional(text()),
        n: z.number(),
        s: v.string(),
      },
      prompt: ({ params, previousParam }) => {
        expectTypeOf(params.days).toEqualTypeOf<number | undefined>();
        expectTypeOf(previousParam).extract<"days">().toEqualTypeOf<"days">();
      },
      execute: ({ params }) => {
        expectTypeOf(params.days).toEqualTypeOf<number>();
        expectTypeOf(params.from).toEqualTypeOf<Date>();
        expectTypeOf(params.type).toEqualTypeOf<"casual" | "sick">();
        expectTypeOf(params.more).toEqualTypeOf<string | undefined>();
        expectTypeOf(params.n).toEqualTypeOf<number>();
        expectTypeOf(params.s).toEqualTypeOf<string>();
        // @ts-expect-error what is not declared is not there
        void params.other;
        return "ok";
      },
    });
    // @ts-expect-error a handler has to answer
    action({ execute: () => undefined });
    // @ts-expect-error an action has to execute
    action({ prompt: () => undefined });
    action({ execute: ({ params }) => String(params["anything"]) });
  });
});

describe("a value that does not decode is asked for again", () => {
  const declared = { days: integer({ min: 1 }), type: selection({ casual: "Casual leave", sick: "Sick leave" }) };

  it("with the reason, at execute and at prompt", async () => {
    for (const todo of ["execute", "prompt"]) {
      const answer = (await execute(declared, { days: "soon", type: "sick" }, todo)) as { message: string };
      expect(answer).toMatchObject({ status: "prompt", prompt: { param_name: "days", options: [] } });
      expect(answer.message).toMatch(/whole number/);
      expect(answer.message).not.toContain("soon");
    }
  });

  it("with its options shown", async () => {
    expect(await execute(declared, { days: 1, type: "other" }, "prompt")).toMatchObject({
      status: "prompt",
      prompt: {
        param_name: "type",
        options: [
          { id: "casual", label: "Casual leave" },
          { id: "sick", label: "Sick leave" },
        ],
      },
    });
  });

  it("first of all the one that was asked last", async () => {
    const bot = createBot({ actions: { A: action({ params: declared, execute: () => "x" }) } });
    const wrong = { todo: "prompt", action: "A", params: { days: "x", type: "x" }, previousParam: "type" };
    expect((await talk(bot).send(wrong)).json).toMatchObject({ prompt: { param_name: "type" } });
  });

  it("in the author's words, where there are any", async () => {
    expect(await execute({ n: integer({ invalid: "Number!" }) }, { n: "x" })).toMatchObject({ message: "Number!" });
    expect(await execute({ n: integer({ invalid: (reason) => `Hm. ${reason}` }) }, { n: "x" })).toMatchObject({
      message: expect.stringMatching(/^Hm\. .*whole number/) as string,
    });
    expect(await execute({ n: integer({ ask: "How many?" }) }, {})).toMatchObject({ message: "How many?" });
  });

  it("in words that are there, whatever the schema says", async () => {
    const schema = z.string({ error: () => "" });
    expect(await execute({ leaveType: schema }, { leaveType: 7 })).toMatchObject({
      message: "Please give the leave type.",
    });
  });

  it.each([
    ["ask", () => text({ ask: " " })],
    ["invalid", () => integer({ invalid: "" })],
    [
      "same id",
      () =>
        selection([
          { id: "1", label: "A" },
          { id: "1", label: "B" },
        ]),
    ],
  ])("a declaration that could not ask is an error where it is made: %s", (word, declare) => {
    expect(declare).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringContaining(word) as string }),
    );
  });

  it("and one that is missing at execute is asked for", async () => {
    expect(await execute({ leaveType: text() }, {})).toMatchObject({
      status: "prompt",
      message: "Please give the leave type.",
      prompt: { param_name: "leaveType" },
    });
    expect(await execute({ leaveType: text() }, { leaveType: "" }, "prompt")).toEqual({});
  });

  it("as the outcome asked-again", async () => {
    const { send, events } = talk(createBot({ actions: { A: action({ params: declared, execute: () => "x" }) } }));
    await send({ todo: "execute", action: "A", params: {} });
    expect(events[0]).toMatchObject({ outcome: "asked-again", status: 200 });
  });
});

describe("a Standard Schema", () => {
  it.each([
    ["zod", { n: z.coerce.number().min(1, "At least one."), s: z.string().default("none"), o: z.string().optional() }],
    [
      "valibot",
      {
        n: v.pipe(v.unknown(), v.transform(Number), v.minValue(1, "At least one.")),
        s: v.optional(v.string(), "none"),
        o: v.optional(v.string()),
      },
    ],
  ])("of %s decodes, has defaults, and says why not", async (_, declared) => {
    expect(await execute(declared, { n: "2" })).toEqual({ n: 2, s: "none" });
    expect(await execute(declared, { n: "0" })).toMatchObject({
      status: "prompt",
      message: "At least one.",
      prompt: { param_name: "n" },
    });
  });

  it("may check asynchronously", async () => {
    const known = z.string().refine((id) => Promise.resolve(id === "known"), "Not known.");
    expect(await execute({ id: known }, { id: "known" })).toEqual({ id: "known" });
    expect(await execute({ id: known }, { id: "x" })).toMatchObject({ message: "Not known." });
  });

  it("that throws is the author's error", async () => {
    const schema = z.string().transform((): string => {
      throw new Error("boom");
    });
    const { send, errors } = talk(createBot({ actions: { A: action({ params: { s: schema }, execute: () => "x" }) } }));
    expect((await send({ todo: "execute", action: "A", params: { s: "x" } })).json["status"]).toBe("execution");
    expect(errors[0]).toMatchObject({
      code: "ERR_HANDLER_FAILED",
      cause: expect.objectContaining({ message: "boom" }) as Error,
    });
  });
});
