import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  askNext,
  askParam,
  button,
  card,
  type Card,
  confirm,
  contact,
  execution,
  failure,
  file,
  followUp,
  handled,
  note,
  option,
  type OptionInput,
  parseResponse,
  proceed,
  prompt,
  suggestion,
  table,
  title,
  welcome,
} from "@ck/protocol";
import { jsonValue } from "../json-value.js";

/** What a builder says when it refuses. */
function refusal(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    expect(error).toMatchObject({ name: "ProtocolError", code: "ERR_INVALID_OPTION", issues: [] });
    return (error as Error).message;
  }
  throw new Error("It was not refused.");
}

describe("the forms", () => {
  test("have the documented keys, in the documented order, and no others", () => {
    expect(JSON.stringify(prompt("days", "How many?"))).toBe(
      '{"status":"prompt","prompt":{"param_name":"days","options":[],"buttons":[]},"message":"How many?","data":{}}',
    );
    expect(JSON.stringify(execution("Done."))).toBe('{"status":"execution","message":"Done.","card":[],"data":{}}');
    expect(JSON.stringify(handled("Hm."))).toBe('{"status":"handled","message":"Hm."}');
    expect(JSON.stringify(welcome("Hello!"))).toBe('{"welcome_response":{"message":"Hello!"}}');
    expect(JSON.stringify(failure("Sorry."))).toBe('{"message":"Sorry."}');
    expect(JSON.stringify(askNext())).toBe('{"todo":"prompt"}');
    expect(JSON.stringify(proceed())).toBe('{"todo":"execute"}');
    expect(JSON.stringify(confirm("Sure?"))).toBe('{"todo":"execute","confirm":{"message":"Sure?"}}');
    expect(JSON.stringify(askParam("days", "How many?", { options: [option(1, "One")] }))).toBe(
      '{"todo":"prompt","prompt":{"param_name":"days","prompt_msg":"How many?","options":[{"id":"1","label":"One"}]}}',
    );
  });

  test("carry the rarer keys of a prompt where the wire has them", () => {
    const response = prompt("days", "How many?", {
      cache: { a: 1 },
      broadcast: { b: 1 },
      assign: { clientData: { c: 1 } },
      confirm: { message: "Sure?" },
      fields: ["x"],
      validation_failure_message: "No.",
      prompt_msg: "Days?",
      submit_button_label: "Go",
      data: { d: 1 },
      buttons: [button("later", "Later")],
    });
    expect(JSON.stringify(response)).toBe(
      '{"status":"prompt","prompt":{"param_name":"days","options":[],"buttons":[{"id":"later","label":"Later"}],' +
        '"prompt_msg":"Days?","validation_failure_message":"No.","fields":["x"],"submit_button_label":"Go"},"message":"How many?","data":{"d":1},' +
        '"confirm":{"message":"Sure?"},"assign":{"clientData":{"c":1}},"broadcast":{"b":1},"cache":{"a":1}}',
    );
  });

  test("leave a store out that the handler did not touch, and send an empty one that it did", () => {
    expect(Object.keys(execution("Done.", { broadcast: undefined }))).not.toContain("broadcast");
    expect(handled("Hm.", { broadcast: {}, card: [] })).toEqual({
      status: "handled",
      message: "Hm.",
      card: [],
      broadcast: {},
    });
    expect(welcome("Hello!", { card: [note("Try me.")], followup: {} })).toEqual({
      welcome_response: { message: "Hello!", card: [{ type: "note", content: "Try me." }], followup: {} },
    });
  });

  test("send ids as strings, whatever the author wrote", () => {
    expect(option(0, "None")).toEqual({ id: "0", label: "None" });
    expect(button(7, "Seven")).toEqual({ id: "7", label: "Seven" });
    expect(prompt("p", "m", { options: [{ id: 1.5, label: "x" }] }).prompt.options).toEqual([
      { id: "1.5", label: "x" },
    ]);
  });

  test("keep what an author adds to a button or a card, whose keys are not documented", () => {
    const buttons = [{ id: "a", label: "A", color: "red" }];
    expect(prompt("p", "m", { buttons }).prompt.buttons).toEqual(buttons);
    expect(JSON.stringify(card("label", { url: "u", type: "lost" }))).toBe('{"type":"label","url":"u"}');
  });

  test("do not change what they are given", () => {
    const options: OptionInput[] = [Object.freeze({ id: 1, label: "One" })];
    const data = Object.freeze({ a: Object.freeze([1]) });
    const response = prompt("p", "m", { options: Object.freeze(options), data });
    expect(response.data).toBe(data);
    expect(options).toEqual([{ id: 1, label: "One" }]);
  });
});

describe("a wrong argument is refused, with what to write", () => {
  const none = undefined as unknown as string;
  const cases: [() => unknown, string][] = [
    [
      () => prompt("", "m"),
      'The name of the param must be a non-blank string; got an empty string. Write prompt("leaveType", "Which leave?").',
    ],
    [() => prompt(none, "m"), "The name of the param must be a non-blank string; got nothing."],
    [() => prompt("p", " \n"), "The message of a prompt must be a non-blank string; got a blank string."],
    [() => prompt("p", { text: "m" } as never), "got an object. Write the question"],
    [
      () => execution(""),
      'The message of execution must be a non-blank string; got an empty string. Write what the user should read: execution("…").',
    ],
    [() => handled(none), 'Write what the user should read: handled("…")'],
    [() => welcome(null as never), "The message of welcome must be a non-blank string; got null."],
    [() => failure(7 as never), "The message of failure must be a non-blank string; got a number."],
    [
      () => note(""),
      'The content of a note must be a non-blank string; got an empty string. Write note("Two days are left.").',
    ],
    [() => card(""), "The type of card must be a non-blank string"],
    [() => card("note", {}), "The content of card must be a non-blank string; got nothing."],
    [() => card("image", [] as never), "fields must be an object; got an array."],
    [() => option("", "Sick"), "The id of option must be a non-blank string; got an empty string."],
    [() => option(NaN, "Sick"), "The id of option must be a non-blank string; got a number that is not finite."],
    [
      () => option("111", ""),
      'The label of option must be a non-blank string; got an empty string. Write what the user should read, such as "Sick leave".',
    ],
    [() => option("111", none), "The label of option must be a non-blank string; got nothing."],
    [() => option("111", " ", { image: "u" }), "The label of option must be"],
    [() => option("111", "Sick", { image: "" }), "The image of option must be"],
    [() => button("a", ""), "The label of button must be"],
    [
      () => prompt("p", "m", { options: [option(1, "One"), "two" as never] }),
      'options.1 must be an option; got a string. Write option("sick", "Sick leave").',
    ],
    [() => prompt("p", "m", { options: [{ id: 1 } as never] }), "The label of options.0 must be"],
    [
      () => prompt("p", "m", { options: { id: 1 } as never }),
      "options must be a list; got an object. Write options: [ … ].",
    ],
    [
      () => prompt("p", "m", { options: [option(1, "One"), option("1", "Uno")] }),
      "options.1 has the id of one before it. Give each of the options an id of its own.",
    ],
    [
      () => prompt("p", "m", { buttons: [1, 2, 3, 4].map((id) => button(id, "x")) }),
      "buttons can be at most 3; got 4. Leave some out, or make them options.",
    ],
    [() => prompt("p", "m", { buttons: [button(1, "a"), button(1, "b")] }), "buttons.1 has the id of one before it."],
    [() => prompt("p", "m", { confirm: {} as never }), "The message of confirm must be"],
    [() => prompt("p", "m", { assign: { clientData: 1 } }), "assign.clientData must be an object; got a number."],
    [() => prompt("p", "m", { assign: 1 as never }), "assign must be an object; got a number."],
    [() => prompt("p", "m", { fields: {} as never }), "fields must be a list; got an object."],
    [() => askParam("p", " "), "The question of askParam must be"],
    [() => confirm(""), "The message of confirm must be"],
    [() => failure("m", [] as never), "The options of failure must be an object; got an array."],
    [() => option(2 ** 60, "x"), "The id of option must be a non-blank string; got a number."],
    [() => prompt("p", "m", { prompt_msg: "" }), "prompt_msg must be"],
    [() => prompt("p", "m", [option(1, "One")] as never), "The options of prompt must be an object; got an array."],
    [
      () => execution("m", [note("x")] as never),
      "The options of execution must be an object; got an array. Write execution(…, { … }), or leave them out.",
    ],
    [() => handled("m", "x" as never), "The options of handled must be an object; got a string."],
    [() => welcome("m", null as never), "The options of welcome must be an object; got null."],
    [() => option(1, "One", "https://example.com/one.png" as never), "The options of option must be an object"],
    [() => execution("m", { card: note("x") as never }), "card must be a list; got an object. Write card: [ … ]."],
    [() => execution("m", { card: [note("x"), {} as Card] }), "The type of card.1 must be"],
    [
      () => execution("m", { card: ["x" as never] }),
      'card.0 must be a card; got a string. Write note("…"), table("…", [ … ], [ … ]), ….',
    ],
    [() => execution("m", { data: [] as never }), "data must be an object; got an array. Write data: { … }."],
    [() => execution("m", { broadcast: null as never }), "broadcast must be an object; got null."],
  ];
  test.each(cases.map(([build, message]) => ({ build, message })))("$message", ({ build, message }) => {
    expect(refusal(build)).toContain(message);
  });
});

describe("what JSON cannot carry is refused, with its place", () => {
  const loop: Record<string, unknown> = {};
  loop["in"] = [loop];
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
  const cases: [data: unknown, message: string][] = [
    [{ when: [() => 1] }, "a function at `data.when.0`"],
    [{ id: 1n }, "a BigInt at `data.id`"],
    [{ id: Symbol("x") }, "a symbol at `data.id`"],
    [{ n: NaN }, "NaN or Infinity at `data.n`"],
    [{ n: [1, -Infinity] }, "NaN or Infinity at `data.n.1`"],
    [{ list: [1, undefined] }, "undefined at `data.list.1`"],
    [{ list: [1, , 3] }, "undefined at `data.list.1`"],
    [loop, "an object that contains itself at `data.in.0`"],
    [{ m: new Map() }, "a Map at `data.m`"],
    [{ from: new Date(NaN) }, "an invalid Date at `data.from`"],
    [{ e: new Error("x") }, "an Error at `data.e`"],
    [{ p: Promise.resolve() }, "a Promise (await it first) at `data.p`"],
    [{ b: new Uint8Array(2) }, "a Uint8Array at `data.b`"],
    [{ d: { toJSON: () => ({ x: [1n] }) } }, "a BigInt at `data.d.x.0`"],
    [
      {
        d: {
          toJSON: () => {
            throw new Error("hunter2");
          },
        },
      },
      "an object whose toJSON throws at `data.d`",
    ],
    [
      {
        d: {
          get x() {
            throw new Error("hunter2");
          },
        },
      },
      "an object with a property that throws when it is read at `data.d`",
    ],
    [deep(65), "more than 64 levels of nesting at `data."],
  ];
  test.each(cases.map(([data, message]) => ({ data, message })))("$message", ({ data, message }) => {
    const told = refusal(() => execution("m", { data: data as Record<string, unknown> }));
    expect(told).toContain(`JSON cannot carry ${message}`);
    expect(told).not.toContain("hunter2");
  });

  test("but not what it can: a date, an undefined property, a shared object, a class that turns itself into JSON", () => {
    class Leave {
      days = 2;
      toJSON(): unknown {
        return this;
      }
    }
    const shared = { a: 1 };
    const data = { when: new Date(0), none: undefined, one: shared, two: shared, leave: new Leave(), deep: deep(62) };
    expect(execution("m", { data }).data).toBe(data);
  });

  test("objects shared many times over cost no more than once", () => {
    let data: Record<string, unknown> = {};
    for (let level = 0; level < 60; level++) data = { left: data, right: data };
    expect(execution("m", { data }).data).toBe(data);
  });
});

test("what a builder makes, the platform accepts", () => {
  const text = fc.string({ minLength: 1 }).filter((s) => s.trim() !== "");
  const record = fc.dictionary(
    text.filter((key) => key !== "__proto__" && key !== "constructor"),
    jsonValue({ maxDepth: 2 }),
  );
  const options = fc.uniqueArray(fc.record({ id: fc.oneof(text, fc.integer()), label: text }), {
    selector: ({ id }) => String(id),
  });
  const cards = fc.array(
    fc.oneof(
      text.map(note),
      text.map(title),
      fc.tuple(text, fc.array(text, { minLength: 1 })).map(([heading, columns]) => table(heading, columns, [columns])),
      text.map((name) =>
        file(`${name}.pdf`, `https://example.com/${encodeURIComponent(name.replace(/\p{Surrogate}/gu, ""))}`),
      ),
      text.map((value) => contact({ fields: { Name: value } })),
      fc.tuple(fc.constantFrom("list", "calendar"), record).map(([t, f]) => card(t, f)),
    ),
  );
  fc.assert(
    fc.property(text, text, options, cards, record, (name, message, choices, card, data) => {
      const pairs = [
        [
          "prompt",
          "prompt",
          prompt(name, message, { options: choices, buttons: choices.slice(0, 3), data, cache: data }),
        ],
        ["prompt", "askNext", askNext()],
        [
          "prompt",
          "askParam",
          askParam(name, message, { options: choices, fields: [data], submit_button_label: name }),
        ],
        ["prompt", "confirm", confirm(message)],
        ["prompt", "proceed", proceed()],
        ["prompt", "execution", execution(message, { card, data })],
        ["execute", "execution", execution(message, { card, data, broadcast: data, trigger: data, followup: data })],
        ["button", "execution", execution(message, { card, cache: data })],
        ["fallback", "handled", handled(message, { card, broadcast: data })],
        [
          "welcome",
          "welcome",
          welcome(message, { card, followup: followUp(suggestion(message, { action: name, params: data })) }),
        ],
        ["failure", "failure", failure(message, { card, broadcast: data, followup: followUp(suggestion(message)) })],
      ] as const;
      for (const [to, kind, response] of pairs)
        expect(parseResponse(JSON.stringify(response), { to, maxBytes: Infinity })).toEqual({
          ok: true,
          kind,
          response: JSON.parse(JSON.stringify(response)) as unknown,
        });
    }),
  );
});
