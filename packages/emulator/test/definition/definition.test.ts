import { describe, expect, it } from "vitest";
import {
  checkDefinition,
  defineEmulatedBot,
  isEmulatorError,
  parseDefinition,
  PARAM_TYPES,
  starterDefinition,
  toJson,
  type ActionDefinition,
  type DefinitionProblem,
  type EmulatedBotDefinition,
  type EmulatorError,
} from "../../src/core.js";

const smallest = { name: "leave_bot", webhook: "http://localhost:3000/convokraft" };

/** What is wrong with a definition: `line:column severity path`, and the messages. */
function problems(text: string): { at: string[]; messages: string[] } {
  const found = checkDefinition(text).problems;
  return {
    at: found.map(({ line, column, severity, path }) => `${line}:${column} ${severity} ${path}`),
    messages: found.map(({ message }) => message),
  };
}

/** The same for one that is smallest but for some keys. */
function inCode(more: unknown): string[] {
  const warnings: DefinitionProblem[] = [];
  try {
    defineEmulatedBot({ ...smallest, ...(more as object) }, { onWarning: (warning) => warnings.push(warning) });
    return warnings.map(({ path, severity, message }) => `${severity} ${path}: ${message}`);
  } catch (error) {
    return (error as EmulatorError).problems.map(({ path, severity, message }) => `${severity} ${path}: ${message}`);
  }
}

function action(more: unknown): string[] {
  return inCode({ actions: [{ namespace: "ApplyLeave", ...(more as object) }] });
}

describe("a definition", () => {
  it("needs a name and a URL, and has a default for everything else", () => {
    expect(parseDefinition(JSON.stringify(smallest))).toEqual({
      name: "leave_bot",
      webhook: { url: "http://localhost:3000/convokraft", invocation: "every-message", secured: true },
      handlers: { welcome: false, fallback: true, failure: false },
      failureMessage: "Something went wrong. Please try again later.",
      actions: [],
      dialect: {
        action: "object",
        previousParam: "string",
        broadcast: "merge",
        signature: { hash: "sha256", format: "der", encoding: "base64" },
      },
    });
  });

  it("can say everything", () => {
    const bot = parseDefinition(`{
      "$schema": "./node_modules/@ck/emulator/convokraft.schema.json",
      "$comment": "Ours",
      "name": "leave_bot",
      "webhook": { "url": "https://example.com/hook", "invocation": "context-end", "secured": false },
      "handlers": { "welcome": true, "fallback": false, "failure": true },
      "failureMessage": "Sorry.",
      "actions": [
        {
          "namespace": "ApplyLeave",
          "params": [
            { "name": "leaveType", "type": "selection", "options": ["Casual", { "id": 111, "label": "", "image": "https://example.com/s.png" }] },
            { "name": "days", "type": "integer", "prompt": "How many?" },
            { "name": "reason" }
          ],
          "buttons": ["Later", { "id": 7, "label": "Seven" }],
          "followups": ["OfficeHours"]
        },
        { "namespace": "OfficeHours", "sentences": ["when are you open"], "answer": "From 9 to 17." }
      ],
      "dialect": { "action": "string", "previousParam": "object", "broadcast": "replace", "signature": { "hash": "sha1" } }
    }`);
    expect(bot).toMatchObject({
      webhook: { url: "https://example.com/hook", invocation: "context-end", secured: false },
      handlers: { welcome: true, fallback: false, failure: true },
      failureMessage: "Sorry.",
      dialect: {
        action: "string",
        previousParam: "object",
        broadcast: "replace",
        signature: { hash: "sha1", format: "der" },
      },
    });
    expect(bot.actions).toEqual([
      {
        namespace: "ApplyLeave",
        sentences: ["apply leave"],
        params: [
          {
            name: "leaveType",
            type: "selection",
            prompt: "Please choose the leave type.",
            options: [
              { id: "Casual", label: "Casual" },
              { id: "111", label: "", image: "https://example.com/s.png" },
            ],
          },
          { name: "days", type: "integer", prompt: "How many?", options: [] },
          { name: "reason", type: "string", prompt: "Please enter the reason.", options: [] },
        ],
        buttons: [
          { id: "Later", label: "Later" },
          { id: "7", label: "Seven" },
        ],
        followups: [{ text: "when are you open", action: "OfficeHours" }],
      },
      {
        namespace: "OfficeHours",
        sentences: ["when are you open"],
        params: [],
        buttons: [],
        followups: [],
        answer: "From 9 to 17.",
      },
    ]);
  });

  it("can have a param of every type", () => {
    const params = PARAM_TYPES.map((type, index) => ({
      name: `p${index}`,
      type,
      options: /selection/.test(type) ? ["a"] : [],
    }));
    expect(action({ params })).toEqual([]);
  });

  it("is the same from code, from text, and from a bot", () => {
    const bot = defineEmulatedBot(starterDefinition());
    expect(defineEmulatedBot(bot)).toEqual(bot);
    expect(parseDefinition(toJson(starterDefinition()))).toEqual(bot);
    expect(parseDefinition(toJson(bot))).toEqual(bot);
    expect(toJson(bot).startsWith('{\n  "$schema": "')).toBe(true);
  });

  it("to start with has nothing to remark, and what it was given", () => {
    const { bot, problems: found } = checkDefinition(
      toJson(starterDefinition({ name: "mine", url: "https://example.com/x" })),
    );
    expect(found).toEqual([]);
    expect(bot).toMatchObject({ name: "mine", webhook: { url: "https://example.com/x" } });
  });

  it("in code is checked by the compiler too", () => {
    // @ts-expect-error -- the webhook is missing
    const without: EmulatedBotDefinition = { name: "x" };
    expect(() => defineEmulatedBot(without)).toThrow('The key "webhook" is missing');
    // @ts-expect-error -- a type that the console does not have
    const params: ActionDefinition["params"] = [{ name: "b", type: "text" }];
    const wrong = { ...smallest, actions: [{ namespace: "A", params }] };
    expect(() => defineEmulatedBot(wrong)).toThrow("Expected one of");
  });
});

describe("the console's rules", () => {
  it.each([
    ["days", []],
    ["d", []],
    ["leaveType2", []],
    ["a".repeat(50), []],
    ["leave_type", ["warning"]],
    ["a".repeat(51), ["error"]],
    ["Days", ["error"]],
    ["2days", ["error"]],
    ["leave-type", ["error"]],
    ["leave type", ["error"]],
    ["größe", ["error"]],
    ["_days", ["error"]],
    ["  ", ["error"]],
    ["__proto__", ["error"]],
  ])("judge the param name %j", (name, severities) => {
    expect(action({ params: [{ name }] }).map((text) => text.split(" ")[0])).toEqual(severities);
  });

  it.each("userInput previousParam additionalParams sessionData broadcast previousUserMsgs cache org user".split(" "))(
    "keep the param name %s",
    (name) => expect(action({ params: [{ name }] })).toEqual([expect.stringContaining("reserves this name")]),
  );

  it("say which name would do", () => {
    expect(action({ params: [{ name: "Leave-type of 2" }] })[0]).toContain('Rename it, for example to "leaveTypeOf2".');
    expect(action({ params: [{ name: "leave_type" }] })[0]).toContain('"leaveType" is fine');
  });

  it("count", () => {
    const params = Array.from({ length: 21 }, (_, index) => ({ name: `p${index}` }));
    expect(action({ params: params.slice(1) })).toEqual([]);
    expect(action({ params })).toEqual([
      "error actions[0].params: An action can have at most 20 params; got 21. Split the action, or remove some.",
    ]);
    expect(action({ buttons: ["a", "b", "c"] })).toEqual([]);
    expect(action({ buttons: ["a", "b", "c", "d"] })).toEqual([
      "error actions[0].buttons: An action can have at most 3 buttons; got 4. Remove some.",
    ]);
  });

  it("want each name once", () => {
    expect(action({ params: [{ name: "a" }, { name: "a" }] })).toEqual([
      expect.stringMatching(/^error actions\[0\]\.params\[1\]\.name: /),
    ]);
    expect(action({ buttons: ["a", { id: "a" }] })).toEqual([
      expect.stringMatching(/^error actions\[0\]\.buttons\[1\]\.id: /),
    ]);
    expect(
      action({ params: [{ name: "a", type: "selection", options: [1, "1"].map((id) => ({ id })) }] }),
    ).toHaveLength(1);
    expect(inCode({ actions: [{ namespace: "A" }, { namespace: "A" }] })).toEqual([
      expect.stringMatching(/^error actions\[1\]\.namespace: /),
    ]);
  });

  it("let through with a warning what may be meant", () => {
    expect(
      inCode({ actions: [{ namespace: "ApplyLeave" }, { namespace: "apply_leave", sentences: ["book"] }] }),
    ).toEqual([
      'warning actions[1].namespace: It differs from "ApplyLeave" only in case and punctuation, so servers may confuse the two.',
    ]);
    expect(
      inCode({
        actions: [
          { namespace: "A", sentences: ["Hi"] },
          { namespace: "B", sentences: ["hi"] },
        ],
      }),
    ).toEqual([expect.stringMatching(/^warning actions\[1\]: One of its sentences also starts "A"/)]);
    expect(action({ params: [{ name: "a", type: "selection" }] })).toEqual([
      expect.stringMatching(/^warning .* without options/),
    ]);
    expect(action({ params: [{ name: "a", type: "date", options: ["b"] }] })).toEqual([
      expect.stringMatching(/^warning .*Only a selection/),
    ]);
  });

  it("want follow-ups that there are", () => {
    expect(inCode({ actions: [{ namespace: "OfficeHours", followups: ["OfficeHours", "office-hour"] }] })).toEqual([
      'error actions[0].followups[1]: There is no action with this namespace. Did you mean "OfficeHours"?',
    ]);
  });

  it.each(["localhost:3000", "ftp://example.com", "/convokraft", "http://", "", " "])("refuse the URL %j", (url) => {
    for (const webhook of [url, { url }]) expect(inCode({ webhook })).toHaveLength(1);
  });

  it("never repeat a URL, and refuse one with a password", () => {
    const [text] = inCode({ webhook: "http://admin:hunter2@example.com/hook" });
    expect(text).toContain("a password before the host are not sent");
    expect(text).not.toContain("hunter2");
  });
});

describe("a message", () => {
  it("points at the line and column, of every problem at once", () => {
    const text = `{
  "name": "",
  "webhok": "http://localhost:3000",
  "handlers": { "welcome": "yes" },
  "actions": [
    { "namespace": "A", "params": [
      { "name": "Days", "type": "integr" },
      { "name": "leave_type" }
    ] }
  ]
}`;
    expect(problems(text).at).toEqual([
      "1:1 error ",
      "2:11 error name",
      "3:3 error webhok",
      "4:28 error handlers.welcome",
      "7:17 error actions[0].params[0].name",
      "7:33 error actions[0].params[0].type",
      "8:17 warning actions[0].params[1].name",
    ]);
    expect(problems(text).messages[2]).toBe('Unknown key. Did you mean "webhook"?');
    expect(problems(text.replaceAll("\n", "\r\n")).at).toEqual(problems(text).at);
    expect(problems(`\uFEFF${text}`).at).toEqual(problems(text).at);
  });

  it("names the file, as terminals and editors can open it", () => {
    expect(() => parseDefinition('{\n  "name": "x", "webhook": 1\n}', { file: "bots/leave.json" })).toThrow(
      "bots/leave.json has an error:\n  bots/leave.json:2:27: error: webhook: Expected an object; got a number.",
    );
    const error: unknown = (() => {
      try {
        return parseDefinition("[]");
      } catch (reason) {
        return reason;
      }
    })();
    expect(isEmulatorError(error) && error.code).toBe("ERR_DEFINITION");
  });

  it.each([
    ["", "1:1", "A value was expected here"],
    ['{"name":"x",}', "1:13", "A comma cannot follow the last item"],
    ['{"a":[1,]}', "1:9", "A comma cannot follow the last item"],
    ['{"name":"x"\n"webhook":"y"}', "2:1", "A comma was expected here"],
    ["{name:1}", "1:2", "This word has no quotes"],
    ["{'name':1}", "1:2", "double quotes only"],
    ['{"name" "x"}', "1:9", "A colon was expected"],
    ['{"name":"x', "1:9", "does not end on its line"],
    ['{\n  // the name\n"name":"x"}', "2:3", "JSON has no comments"],
    ['{"name":"x"}}', "1:13", "ended before this"],
    ['{"name":"a\tb"}', "1:9", "control character"],
    ['{"name":"a\\qb"}', "1:9", "Unknown escape"],
    ['{"name":"a\\u12"}', "1:9", "four hexadecimal digits"],
    ['{"a":1.}', "1:6", "This number is not complete"],
    ['{"a":1', "1:7", "Add the missing }"],
    ["[1", "1:3", "Add the missing ]"],
    ['{"name":"x","name":"y"}', "1:13", "appears twice"],
  ])("of the text %j is at %s", (text, at, message) => {
    const [first] = checkDefinition(text).problems.filter((problem) => problem.message.includes(message));
    expect(`${first?.line}:${first?.column}`).toBe(at);
  });

  it("comes once for each line that is broken", () => {
    expect(problems('{\n "name" "x",\n "webhook": http,\n "actions": [1 2]\n}').at).toEqual([
      "2:9 error ",
      "3:13 error ",
      "4:16 error ",
    ]);
  });

  it("of warnings is given to who asks, and keeps nobody from starting", () => {
    const warnings: DefinitionProblem[] = [];
    const text = JSON.stringify({ ...smallest, actions: [{ namespace: "A", params: [{ name: "leave_type" }] }] });
    const bot = parseDefinition(text, { onWarning: (warning) => warnings.push(warning) });
    expect(bot.actions[0]?.params[0]?.name).toBe("leave_type");
    expect(warnings).toEqual([
      expect.objectContaining({
        severity: "warning",
        path: "actions[0].params[0].name",
        line: 1,
        column: expect.any(Number) as number,
      }),
    ]);
    expect(parseDefinition(text)).toEqual(bot);
  });
});
