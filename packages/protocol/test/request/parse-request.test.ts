import { describe, expect, test } from "vitest";
import { ENVIRONMENTS, parseRequest, requestSchema, safeParseRequest, TODOS, type Issue } from "@ck/protocol";

const issuesOf = (body: unknown): readonly Issue[] => {
  const result = safeParseRequest(body);
  return result.ok ? [] : result.issues;
};

describe("a request", () => {
  test("of the smallest kind has every store, empty", () => {
    expect(parseRequest('{"todo":"welcome"}')).toEqual({
      todo: "welcome",
      params: {},
      user: {},
      org: {},
      broadcast: {},
      cache: {},
      sessionData: { client_data: {} },
      clientData: {},
      data: {},
      messageData: {},
      raw: { todo: "welcome" },
    });
  });

  test("reads alike as text, as bytes and as a parsed object, with a byte order mark or without", () => {
    const text = '{"todo":"prompt","action":"ApplyLeave","userInput":"zwei 🌍"}';
    const expected = parseRequest(text);
    expect(parseRequest(new TextEncoder().encode(text))).toEqual(expected);
    expect(parseRequest(Buffer.from(text))).toEqual(expected);
    expect(parseRequest(new TextEncoder().encode(text).buffer)).toEqual(expected);
    expect(parseRequest(JSON.parse(text))).toEqual(expected);
    expect(parseRequest(`\uFEFF${text}`)).toEqual(expected);
    expect(parseRequest(Buffer.from(`\uFEFF${text}`))).toEqual(expected);
  });

  test("of the page's sample reads, with its two missing commas put in", () => {
    const request = parseRequest(`{ "todo": "prompt", "bot" : "", "action" : "ApplyLeave", "button_id" : "",
      "environment" : "development", "params":{ }, "userInput" : "", "previousParam" : "", "user" : {}, "org" : {},
      "broadcast" : {}, "cache" : {}, "sessionData" : {}, "clientData" : {} }`);
    expect(request).toMatchObject({ todo: "prompt", action: { namespace: "ApplyLeave" }, paramsToPrompt: [] });
    expect("bot" in request || "userInput" in request || "previousParam" in request).toBe(false);
  });

  test.each([undefined, null, "", {}, []])("takes %j for empty, whatever the key", (empty) => {
    const keys = "bot environment params userInput previousParam paramsToPrompt user org broadcast cache".split(" ");
    const more = "sessionData clientData data messageData".split(" ");
    const body = Object.fromEntries([...keys, ...more].map((key) => [key, empty]));
    const request = parseRequest({ ...body, todo: "prompt", action: "A" });
    const plain = parseRequest({ todo: "prompt", action: "A" });
    expect({ ...request, raw: plain.raw }).toEqual(plain);
    expect(Object.keys(request).sort()).toEqual(Object.keys(plain).sort());
  });

  test.each(TODOS)("of the kind %s is the same, however a key that it does not need is spelled empty", (todo) => {
    const needed = { todo, action: "A", ...(todo === "button" && { button_id: "b" }) };
    const plain = parseRequest(needed);
    const keys = "bot environment userInput previousParam paramsToPrompt params data messageData".split(" ");
    for (const key of todo === "button" ? keys : [...keys, "button_id"])
      for (const empty of ["", {}, null, []])
        expect({ ...parseRequest({ ...needed, [key]: empty }), raw: plain.raw }).toStrictEqual(plain);
  });

  test("names its bot, its action and its params in one form, however they are written", () => {
    const bare = parseRequest({
      todo: "prompt",
      bot: "b",
      action: "a",
      previousParam: "p",
      paramsToPrompt: ["q", "r"],
    });
    const full = parseRequest({
      todo: "prompt",
      bot: { namespace: "b" },
      action: { namespace: "a" },
      previousParam: { name: "p" },
      paramsToPrompt: [{ name: "q" }, { name: "r" }],
    });
    expect({ ...bare, raw: {} }).toEqual({ ...full, raw: {} });
    expect(parseRequest({ todo: "execute", action: { namespace: "a", id: 7 } }).action).toEqual({
      namespace: "a",
      id: 7,
    });
  });

  test("takes the name of an action where it has no namespace", () => {
    const action = (value: unknown): unknown => {
      const request = parseRequest({ todo: "execute", action: value });
      return request.action;
    };
    expect(action({ name: "a" })).toEqual({ namespace: "a", name: "a" });
    expect(action({ namespace: "", name: "a", id: 7 })).toEqual({ namespace: "a", name: "a", id: 7 });
    expect(action({ namespace: "a", name: "A!" })).toEqual({ namespace: "a", name: "A!" });
    expect(safeParseRequest({ todo: "execute", action: { name: "" } })).toMatchObject({
      ok: false,
      issues: [{ path: ["action"], code: "missing" }],
    });
  });

  test("tells the name of the client's system as a text", () => {
    const sessionData = { client_host: "web", client_host_type: "Firefox" };
    expect(parseRequest({ todo: "welcome", sessionData }).sessionData.client_host_type).toBe("Firefox");
    expect(safeParseRequest({ todo: "welcome", sessionData: { client_host_type: {} } }).ok).toBe(true);
    expect(safeParseRequest({ todo: "welcome", sessionData: { client_host_type: ["x"] } })).toMatchObject({
      issues: [{ path: ["sessionData", "client_host_type"] }],
    });
  });

  test("turns a numeric name into text", () => {
    const body = { todo: "prompt", action: { namespace: 5, id: 1 }, previousParam: { name: 7 } };
    expect(parseRequest(body)).toMatchObject({ action: { namespace: "5", id: 1 }, previousParam: { name: "7" } });
    expect(body.action.namespace).toBe(5);
  });

  test("takes a lone param that is still to be asked for a list of one", () => {
    expect(parseRequest({ todo: "prompt", action: "a", paramsToPrompt: "q" })).toMatchObject({
      paramsToPrompt: [{ name: "q" }],
    });
  });

  test("merges the client's data from both places; its own key wins", () => {
    const request = parseRequest({
      todo: "welcome",
      clientData: { name: "Anu", tier: 1 },
      sessionData: { medium: "chat", id: 9, client_data: { name: "Old", theme: "dark" } },
    });
    expect(request.clientData).toEqual({ name: "Anu", tier: 1, theme: "dark" });
    expect(request.sessionData).toEqual({ medium: "chat", id: 9, client_data: { name: "Old", theme: "dark" } });
  });

  test("keeps the keys that the contract does not name, where they stand and under raw", () => {
    const body = { todo: "welcome", locale: "de", nested: { a: [1] }, raw: "theirs", previousParam: 7 };
    const request = parseRequest(body);
    expect(request).toMatchObject({ locale: "de", nested: { a: [1] }, previousParam: 7 });
    expect(request.raw).toBe(body);
    expect(body).toEqual({ todo: "welcome", locale: "de", nested: { a: [1] }, raw: "theirs", previousParam: 7 });
  });

  test("keeps a key that every object seems to have", () => {
    expect(Object.keys(parseRequest('{"todo":"welcome","toString":1,"constructor":"x"}'))).toEqual(
      expect.arrayContaining(["toString", "constructor"]),
    );
  });

  test("turns a number or a boolean in userInput into text", () => {
    expect(parseRequest({ todo: "fallback", userInput: 0 }).userInput).toBe("0");
    expect(parseRequest({ todo: "fallback", userInput: false }).userInput).toBe("false");
    expect(parseRequest({ todo: "fallback", userInput: " " }).userInput).toBe(" ");
  });

  test("needs no action where the contract has none, and takes one that comes all the same", () => {
    for (const todo of ["welcome", "fallback", "failure"]) {
      expect(parseRequest({ todo }).action).toBeUndefined();
      expect(parseRequest({ todo, action: "a" }).action).toEqual({ namespace: "a" });
    }
  });

  test("is not refused for a shape that no source describes", () => {
    expect(parseRequest({ todo: "welcome", messageData: "x", sessionData: { client_data: "y" } })).toMatchObject({
      messageData: {},
      clientData: {},
      raw: { messageData: "x" },
    });
    expect(parseRequest({ todo: "welcome", bot: { id: 1 } }).bot).toBeUndefined();
  });

  test("has the last of two equal keys, as JSON does", () => {
    expect(parseRequest('{"todo":"prompt","todo":"welcome"}').todo).toBe("welcome");
  });
});

describe("a body that is no request", () => {
  test.each([
    ["", "expected a JSON object, got an empty body"],
    ["  ", /^expected JSON, got text that is not/],
    ["{", /^expected JSON, got text that is not/],
    ["hello", /^expected JSON, got text that is not/],
    ["[]", "expected a JSON object, got an array"],
    ['"{}"', "expected a JSON object, got a string"],
    ["null", "expected a JSON object, got null"],
    [undefined, "expected a JSON object, got nothing"],
    [7, "expected a JSON object, got a number"],
    [() => 1, "expected a JSON object, got a function"],
    [new Uint8Array([0x7b, 0xff, 0x7d]), "expected UTF-8, got bytes that are not"],
    [new Uint8Array([0xe2, 0x82]), "expected UTF-8, got bytes that are not"],
  ])("%j is refused as a whole", (body, message) => {
    expect(issuesOf(body)).toEqual([
      {
        path: [],
        message: typeof message === "string" ? message : (expect.stringMatching(message) as string),
        code: expect.any(String) as string,
      },
    ]);
  });

  test("says where the JSON breaks off, when the engine does, and never what stands there", () => {
    const [issue] = issuesOf('{"todo": "welcome", "secret": "hunter2" "x"}');
    expect(issue?.message).toBe("expected JSON, got text that is not, from character 40 on");
    // The engine quotes this text in its message; only a position of its own is passed on.
    const [quoted] = issuesOf("in JSON at position 7");
    expect(quoted?.message).toBe("expected JSON, got text that is not");
  });

  test("with an unknown todo is told which there are", () => {
    const expected = "expected one of prompt, execute, fallback, button, welcome, failure, got ";
    expect(issuesOf({ todo: "hunter2" })).toEqual([
      { path: ["todo"], message: `${expected}a different string`, code: "unknown_value" },
    ]);
    expect(issuesOf({ todo: "Prompt" })[0]?.message).toBe(`${expected}a different string`);
    expect(issuesOf({})[0]).toEqual({ path: ["todo"], message: `${expected}nothing`, code: "missing" });
    expect(issuesOf({ todo: "" })[0]?.message).toBe(`${expected}an empty string`);
    expect(issuesOf({ todo: 7 })[0]).toMatchObject({ message: `${expected}a number`, code: "wrong_type" });
  });

  test.each(["prompt", "execute", "button"])("with %s and no action is told so", (todo) => {
    const told = (action: unknown): unknown => issuesOf({ todo, action, button_id: "x" });
    const message = `expected the action of this "${todo}", got `;
    expect(told(undefined)).toEqual([{ path: ["action"], message: `${message}nothing`, code: "missing" }]);
    expect(told("")).toEqual([{ path: ["action"], message: `${message}an empty string`, code: "missing" }]);
    expect(told({ id: 1 })).toEqual([
      { path: ["action"], message: `${message}an object that does not name it`, code: "missing" },
    ]);
    expect(told(7)).toMatchObject([{ path: ["action"], code: "wrong_type" }]);
  });

  test("with a button and no id is told so", () => {
    expect(issuesOf({ todo: "button", action: "a", button_id: "" })).toEqual([
      {
        path: ["button_id"],
        message: "expected the id of the button that was clicked, got an empty string",
        code: "missing",
      },
    ]);
    expect(parseRequest({ todo: "button", action: "a", button_id: 7 })).toMatchObject({ button_id: "7" });
  });

  test("names each key of a wrong type", () => {
    const body = {
      todo: "prompt",
      action: "a",
      bot: 1,
      environment: "Production",
      params: [1],
      userInput: { a: 1 },
      user: "x",
      sessionData: { medium: [1] },
      previousParam: 7,
      paramsToPrompt: ["q", 7, null, {}],
    };
    expect(issuesOf(body).map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      "bot: expected a string or an object with `namespace`, got a number",
      "environment: expected one of development, production, got a different string",
      "userInput: expected a string, got an object",
      "sessionData.medium: expected a string, got an array",
      "params: expected an object, got an array",
      "user: expected an object, got a string",
      "previousParam: expected a string or an object with `name`, got a number",
      "paramsToPrompt.1: expected a string or an object with `name`, got a number",
      "paramsToPrompt.2: expected the name of a param or an object with `name`, got null",
      "paramsToPrompt.3: expected the name of a param or an object with `name`, got an object",
    ]);
  });

  test("throws from parseRequest, with a code, the issues and no word of the body", () => {
    const body = { todo: "execute", action: "a", params: "hunter2", environment: "hunter3" };
    let error: unknown;
    try {
      parseRequest(body);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      name: "ProtocolError",
      code: "ERR_INVALID_REQUEST",
      issues: issuesOf(body),
      message:
        "The body is not a ConvoKraft request: environment: expected one of development, production, got a different string. params: expected an object, got a string.",
    });
    expect(String(error)).not.toContain("hunter");
  });
});

test("the schema answers as the Standard Schema says", () => {
  const { validate, vendor, version } = requestSchema["~standard"];
  expect({ vendor, version }).toEqual({ vendor: "ck", version: 1 });
  expect(validate('{"todo":"welcome"}')).toEqual({ value: parseRequest({ todo: "welcome" }) });
  expect(validate({ todo: "sing" })).toEqual({ issues: issuesOf({ todo: "sing" }) });
});

test("each todo and each environment of the contract reads", () => {
  for (const todo of TODOS)
    for (const environment of ENVIRONMENTS)
      expect(parseRequest({ todo, environment, action: "a", button_id: "b" })).toMatchObject({ todo, environment });
});
