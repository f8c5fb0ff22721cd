import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseResponse, responseSchema, RESPONSE_LIMIT_BYTES, TODOS, type Todo } from "@ck/protocol";

/** Why the platform would not take it: `path: message`. */
function reasons(body: unknown, to?: Todo): string[] {
  const result = parseResponse(body, { to });
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}
const kindOf = (body: unknown, to?: Todo): string | false => {
  const result = parseResponse(body, { to });
  return result.ok && result.kind;
};

describe("each handler takes its own answers and no others", () => {
  const forms = {
    prompt: { status: "prompt", prompt: { param_name: "p" }, message: "m" },
    askNext: { todo: "prompt" },
    askParam: { todo: "prompt", prompt: { param_name: "p", prompt_msg: "m" } },
    proceed: { todo: "execute" },
    confirm: { todo: "execute", confirm: { message: "m" } },
    execution: { status: "execution", message: "m" },
    handled: { status: "handled", message: "m" },
    welcome: { welcome_response: { message: "m" } },
  };
  const accepted: Record<Exclude<Todo, "failure">, (keyof typeof forms)[]> = {
    prompt: ["prompt", "askNext", "askParam", "proceed", "confirm", "execution"],
    execute: ["execution", "prompt"],
    button: ["execution", "prompt"],
    fallback: ["handled"],
    welcome: ["welcome"],
  };
  const table = Object.entries(accepted).flatMap(([to, kinds]) =>
    Object.entries(forms).map(([kind, body]) => ({
      to: to as Todo,
      kind,
      body,
      taken: kinds.some((one) => one === kind),
    })),
  );
  test.each(table)("to $to, $kind: $taken", ({ to, kind, body, taken }) => {
    expect(kindOf(body, to)).toBe(taken && kind);
    expect(kindOf(body)).toBe(kind);
  });

  test("the failure handler looks for a message only, whatever stands beside it", () => {
    expect(kindOf({ message: "m" }, "failure")).toBe("failure");
    expect(kindOf({ status: "execution", message: "m" }, "failure")).toBe("failure");
    expect(kindOf({ message: "m" })).toBe("failure");
    expect(reasons({ todo: "prompt" }, "failure")).toEqual([
      "message: expected a message: a non-blank string, got nothing",
    ]);
  });
});

describe("the reason", () => {
  test("for the slip that the two spellings lead to names both", () => {
    expect(reasons({ status: "execute", message: "m" }, "execute")).toEqual([
      'status: expected "prompt" or "execution", got "execute": the request says execute, the response says execution',
    ]);
    expect(reasons({ status: "execute", message: "m" }, "prompt")[0]).toContain(
      'expected "prompt" or "execution", got "execute"',
    );
  });

  test("for a fallback that is not handled says what becomes of it", () => {
    const counts = "anything but handled counts as a failure";
    expect(reasons({ status: "execution", message: "m" }, "fallback")).toEqual([
      `status: expected "handled", got "execution": ${counts}`,
    ]);
    expect(reasons({ message: "m" }, "fallback")).toEqual(['status: expected "handled", got nothing']);
    expect(reasons({ todo: "prompt" }, "fallback")).toEqual(['status: expected "handled", got nothing']);
  });

  test("for a form that answers another handler says so", () => {
    expect(reasons({ status: "handled", message: "m" }, "execute")).toEqual([
      'status: expected "prompt" or "execution", got "handled": it does not answer "execute"',
    ]);
    expect(reasons({ status: "done", message: "m" }, "button")).toEqual([
      'status: expected "prompt" or "execution", got a different string',
    ]);
    expect(reasons({ status: 7 }, "button")).toEqual(['status: expected "prompt" or "execution", got a number']);
    expect(reasons({ todo: "ask" }, "prompt")).toEqual([
      'todo: expected "prompt" or "execute", got a different string',
    ]);
    expect(reasons({})).toEqual(['status: expected "prompt" or "execution" or "handled", got nothing']);
    expect(reasons({ message: "m" }, "welcome")).toEqual([
      "welcome_response: expected an object with `message`, got nothing",
    ]);
  });

  test.each([
    [undefined, "nothing"],
    ["", "an empty string"],
    [" ", "a blank string"],
    [7, "a number"],
    [{ text: "m" }, "an object"],
  ])("for the message %j says that it is mandatory", (message, came) => {
    const expected = `message: expected a message: a non-blank string, got ${came}`;
    expect(reasons({ status: "execution", message }, "execute")).toEqual([expected]);
    expect(reasons({ status: "handled", message }, "fallback")).toEqual([expected]);
    expect(reasons({ status: "prompt", prompt: { param_name: "p" }, message }, "prompt")).toEqual([expected]);
    expect(reasons({ welcome_response: { message } }, "welcome")).toEqual([`welcome_response.${expected}`]);
  });

  test("for each wrong part of a prompt names its place", () => {
    const body = {
      status: "prompt",
      message: "m",
      prompt: {
        param_name: "",
        options: [
          { id: "1", label: "One" },
          { label: "Two" },
          { id: "3" },
          "four",
          { id: "5", label: "Five", image: {} },
          { id: "6", label: "Six", image: [7] },
        ],
        buttons: [1, 2, 3, 4].map((id) => ({ id, label: "x" })),
      },
      data: [1],
      confirm: { text: "x" },
      assign: { clientData: 1 },
    };
    expect(reasons(body, "prompt")).toEqual([
      "prompt.param_name: expected the name of the param, got an empty string",
      "prompt.options.1.id: expected an id, got nothing",
      "prompt.options.2.label: expected a label, got nothing",
      "prompt.options.3: expected an option: an object with `id` and `label`, got a string",
      "prompt.options.5.image: expected a string, got an array",
      "prompt.buttons: expected at most 3 buttons, got 4",
      "data: expected an object, got an array",
      "confirm.message: expected a message: a non-blank string, got nothing",
      "assign.clientData: expected an object, got a number",
    ]);
    expect(reasons({ status: "prompt", message: "m" }, "prompt")).toEqual([
      "prompt: expected an object with `param_name`, got nothing",
    ]);
    expect(
      reasons(
        { status: "prompt", message: "m", prompt: { param_name: "p", options: 7 }, confirm: 1, assign: 1 },
        "prompt",
      ),
    ).toHaveLength(3);
  });

  test("for each wrong card names its place", () => {
    const body = {
      status: "execution",
      message: "m",
      card: [{ type: "note" }, { content: "x" }, "x", { type: "image" }],
    };
    expect(reasons(body, "execute")).toEqual([
      "card.0.content: expected the text of the note, got nothing",
      "card.1.type: expected the kind of card, got nothing",
      "card.2: expected a card: an object with `type`, got a string",
    ]);
    expect(reasons({ status: "execution", message: "m", card: { type: "note" } }, "execute")).toEqual([
      "card: expected a list of cards, got an object",
    ]);
  });

  test("never quotes the answer", () => {
    const body = { status: "hunter2", prompt: "hunter2", message: ["hunter2"], card: "hunter2" };
    for (const to of TODOS) expect(reasons(body, to).join()).not.toContain("hunter2");
  });
});

describe("an answer without a status", () => {
  test.each(["execute", "button"] as const)("to %s is an execution, with a remark", (to) => {
    const remark = {
      path: ["status"],
      code: "missing",
      message: 'expected "execution", got nothing: read as an execution, but a webhook\'s answer may need it',
    };
    const answer = parseResponse({ card: [], message: "m", later: 1 }, { to });
    expect(answer).toEqual({
      ok: true,
      kind: "execution",
      response: { status: "execution", message: "m", card: [], data: {}, later: 1 },
      remarks: [remark],
    });
    expect(Object.keys(answer.ok ? answer.response : {})).toEqual(["status", "message", "card", "data", "later"]);
    expect(parseResponse({ status: "", message: "m" }, { to })).toMatchObject({ kind: "execution", remarks: [remark] });
    for (const body of [{ message: "" }, { todo: "prompt", message: "m" }, {}, { status: "x", message: "m" }])
      expect(parseResponse(body, { to }).ok).toBe(false);
    expect(parseResponse({ message: 7 }, { to }).ok).toBe(false);
  });

  test("is nothing else to the other handlers", () => {
    expect(parseResponse({ message: "m" }, { to: "fallback" }).ok).toBe(false);
    expect(parseResponse({ message: "m" }, { to: "prompt" }).ok).toBe(false);
    expect(parseResponse({ message: "m" }, { to: "failure" })).toEqual({
      ok: true,
      kind: "failure",
      response: { message: "m" },
    });
  });
});

describe("the documented order of the keys", () => {
  test.each<[Todo, object, string]>([
    ["execute", { data: {}, card: [], message: "m", status: "execution" }, "status message card data"],
    [
      "fallback",
      { x: 1, followup: {}, broadcast: {}, card: [], message: "m", status: "handled" },
      "status message card broadcast followup x",
    ],
    ["failure", { followup: {}, broadcast: {}, card: [], message: "m" }, "message card broadcast followup"],
    [
      "prompt",
      { message: "m", data: {}, prompt: { param_name: "p" }, x: 1, status: "prompt" },
      "status prompt message data x",
    ],
    ["prompt", { x: 1, assign: { a: 1 }, prompt: { param_name: "p" }, todo: "prompt" }, "todo prompt assign x"],
  ])("comes out whatever came in: %s %j", (to, body, order) => {
    const answer = parseResponse(body, { to });
    expect(Object.keys(answer.ok ? answer.response : {}).join(" ")).toBe(order);
  });
});

describe("the rarer keys of a question", () => {
  test("are read in both forms, and an assignment is open", () => {
    const prompt = { param_name: "p", prompt_msg: "m", submit_button_label: "Go", fields: [1], later: 1 };
    const beside = { confirm: { message: "Sure?" }, assign: { days: 2, cache: {} } };
    expect(parseResponse({ todo: "prompt", prompt, ...beside }, { to: "prompt" })).toEqual({
      ok: true,
      kind: "askParam",
      response: { todo: "prompt", prompt, ...beside },
    });
    expect(parseResponse({ status: "prompt", message: "m", prompt, ...beside }, { to: "execute" })).toEqual({
      ok: true,
      kind: "prompt",
      response: {
        status: "prompt",
        prompt: { ...prompt, options: [], buttons: [] },
        message: "m",
        data: {},
        ...beside,
      },
    });
  });

  test("of the sibling form are checked alike", () => {
    expect(reasons({ todo: "prompt", prompt: { prompt_msg: "m" } }, "prompt")).toEqual([
      "prompt.param_name: expected the name of the param, got nothing",
    ]);
    expect(reasons({ todo: "prompt", prompt: "p" }, "prompt")).toEqual([
      "prompt: expected an object with `param_name`, got a string",
    ]);
    expect(reasons({ todo: "execute", confirm: {} }, "prompt")).toEqual([]);
    expect(reasons({ todo: "execute", confirm: "Sure?" }, "prompt")).toEqual([
      "confirm: expected an object with `message`, got a string",
    ]);
    expect(reasons({ todo: "execute", confirm: { text: "x" } }, "prompt")).toEqual([
      "confirm.message: expected a message: a non-blank string, got nothing",
    ]);
  });
});

describe("an answer is read leniently", () => {
  test("empty spellings are the documented ones, and unknown keys stay", () => {
    expect(
      parseResponse(
        { status: "execution", message: "m", card: {}, data: null, trigger: "", later: 1 },
        { to: "execute" },
      ),
    ).toEqual({
      ok: true,
      kind: "execution",
      response: { status: "execution", message: "m", card: [], data: {}, later: 1 },
    });
    expect(parseResponse({ status: "handled", message: "m", card: "", broadcast: {} }, { to: "fallback" })).toEqual({
      ok: true,
      kind: "handled",
      response: { status: "handled", message: "m", broadcast: {} },
    });
    const prompt = { param_name: "p", options: [{ id: 1, label: "", image: "" }], buttons: {}, prompt_msg: "", x: 1 };
    expect(
      parseResponse({ status: "prompt", message: "m", prompt, confirm: {}, assign: "" }, { to: "prompt" }),
    ).toEqual({
      ok: true,
      kind: "prompt",
      response: {
        status: "prompt",
        message: "m",
        prompt: { param_name: "p", options: [{ id: "1", label: "" }], buttons: [], x: 1 },
        data: {},
      },
    });
  });

  test("text, bytes and objects read alike", () => {
    const text = '{"message":"m"}';
    const expected = parseResponse({ message: "m" }, { to: "failure" });
    expect(parseResponse(text, { to: "failure" })).toEqual(expected);
    expect(parseResponse(new TextEncoder().encode(text), { to: "failure" })).toEqual(expected);
  });
});

describe("the size", () => {
  const ofBytes = (size: number): string => `{"message":"${"é".repeat((size - 14) / 2)}"}`;

  test("is counted in bytes of UTF-8, and the limit itself is allowed", () => {
    const fits = ofBytes(RESPONSE_LIMIT_BYTES);
    expect(new TextEncoder().encode(fits).byteLength).toBe(RESPONSE_LIMIT_BYTES);
    const tooLarge = {
      ok: false,
      issues: [{ path: [], code: "too_large", message: "expected at most 100000 bytes, got 100001 or more" }],
    };
    expect(parseResponse(fits, { to: "failure" }).ok).toBe(true);
    expect(parseResponse(`${fits} `, { to: "failure" })).toEqual(tooLarge);
    expect(parseResponse(new TextEncoder().encode(fits), { to: "failure" }).ok).toBe(true);
    expect(parseResponse(new TextEncoder().encode(`${fits} `), { to: "failure" })).toEqual(tooLarge);
    expect(parseResponse(`${fits} `, { to: "failure", maxBytes: 100_001 }).ok).toBe(true);
  });
});

test("a body that is no object is refused as a whole", () => {
  for (const body of ["", "<html>", "[]", undefined, new Uint8Array([0xff])])
    expect(parseResponse(body, { to: "execute" })).toMatchObject({ ok: false, issues: [{ path: [] }] });
});

test("the schema takes any documented form", () => {
  const { validate } = responseSchema["~standard"];
  expect(validate('{"todo":"prompt"}')).toEqual({ value: { todo: "prompt" } });
  expect(validate({ status: "x" })).toMatchObject({ issues: [{ path: ["status"] }] });
});

test("whatever comes, nothing is thrown", () => {
  const key = fc.constantFrom(
    "status",
    "todo",
    "message",
    "prompt",
    "card",
    "welcome_response",
    "confirm",
    "options",
    "param_name",
    "type",
  );
  const word = fc.constantFrom("prompt", "execution", "handled", "execute", "note", "m");
  const anything = fc.anything({ key, values: [word, fc.integer(), fc.constant(null)], maxDepth: 4 });
  fc.assert(
    fc.property(
      fc.oneof(fc.dictionary(key, fc.oneof(word, anything)), fc.string(), fc.uint8Array()),
      fc.constantFrom(...TODOS),
      (body, to) => {
        const result = parseResponse(body, { to });
        expect(result.ok || result.issues.length > 0).toBe(true);
      },
    ),
  );
});
