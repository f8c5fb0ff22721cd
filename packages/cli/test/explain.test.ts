import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { fromBytesLiteral, fromDictLiteral } from "../src/explain/python-literal.js";
import { newProject, setUrl, withServer } from "./project.js";
import { ck } from "./run-ck.js";
import { goodServer, listen } from "./servers.js";

const body = '{ "todo": "fallback", "userInput": "caf\\u00e9", "params": { "b": 1, "a": true } }\n';

async function recorded(): Promise<string> {
  const { cwd } = await withServer();
  await ck.within(cwd, "send - --save sent.json", { stdin: body });
  return cwd;
}

describe("ck explain, of a recorded exchange", () => {
  it("says that the server is wrong if it refused a valid request, and what to log", async () => {
    const project = await newProject();
    setUrl(project.cwd, await listen(goodServer(project.retired)));
    await ck.within(project.cwd, "send - --save sent.json", { stdin: body });
    const { code, stdout } = await ck.within(project.cwd, "explain sent.json");
    expect(stdout).toContain("the mistake is in the server");
    expect(stdout).toContain(`expected ${body.length}\n`);
    expect(code).toBe(1);
  });

  it("has nothing to say against a server that accepted it", async () => {
    expect((await ck.within(await recorded(), "explain sent.json")).code).toBe(0);
  });
});

describe("ck explain, of a request whose signature is good", () => {
  /** What it says of a request that a server answered with a status. */
  async function explained(status: number, stdin: string): Promise<Record<string, unknown>> {
    const { cwd } = await newProject();
    setUrl(cwd, await listen((_, response) => response.writeHead(status).end()));
    await ck.within(cwd, "send - --save sent.json", { stdin });
    return ck.jsonOf(cwd, "explain sent.json");
  }
  const OF_ANOTHER = '{"todo":"welcome","bot":{"namespace":"helpdesk"},"environment":"development"}';

  it.each([
    [401, OF_ANOTHER, "wrong-bot", "names the bot helpdesk"],
    [401, '{"todo":"welcome","environment":"development"}', "signature", "the mistake is in the server"],
    [400, '{"todo":"sing"}', "invalid-request", "todo"],
    [400, '{"todo":"welcome"}', "signature", "the mistake is in the server"],
    [404, OF_ANOTHER, "method", "path"],
    [405, OF_ANOTHER, "method", "path"],
    [408, OF_ANOTHER, "body-too-slow", "in time"],
    [409, OF_ANOTHER, "replayed", "before"],
    [413, OF_ANOTHER, "body-too-large", "maxBodyBytes"],
    [503, OF_ANOTHER, "busy", "too busy"],
  ])("says why a server refused it with %d: %s is %s", async (status, body, reason, message) => {
    expect(await explained(status, body)).toMatchObject({
      verdict: "valid",
      refused: { reason, message: expect.stringContaining(message) as unknown },
    });
  });

  it("has nothing against another bot's name where the server accepts it", async () => {
    const { cwd } = await withServer();
    await ck.within(cwd, "send - --save sent.json", { stdin: OF_ANOTHER });
    const { code, stdout } = await ck.within(cwd, "explain sent.json");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.not.stringContaining("helpdesk") as unknown });
  });

  it("says of a body alone which bot and which environment its key must not speak for, and what to do", async () => {
    const { cwd } = await newProject();
    const explain = async (body: string): Promise<{ code: number | null; stdout: string }> => {
      writeFileSync(path.join(cwd, "body.json"), body);
      const signature = (await ck.within(cwd, "sign body.json")).stdout.trim();
      return ck.within(cwd, `explain body.json --signature ${signature}`);
    };
    const { code, stdout } = await explain(OF_ANOTHER);
    expect(code).toBe(1);
    for (const part of [
      "wrong-bot (401)",
      "the bot leave_bot",
      'publicKey: { "helpdesk": … }',
      "sign with the key of helpdesk",
    ])
      expect(stdout).toContain(part);
    expect((await explain('{"todo":"welcome","bot":"LeaveBot","environment":"production"}')).code).toBe(0);
    await ck.within(cwd, "key rotate");
    const ofProduction = await explain('{"todo":"welcome","bot":"LeaveBot","environment":"production"}');
    expect(ofProduction.code).toBe(1);
    expect(ofProduction.stdout).toContain("that of development, and the body names production");
    expect(ofProduction.stdout).toContain("sign with --env production");
  });
});

describe("ck explain, of a body and the exchange it came from", () => {
  const value = JSON.parse(body) as Record<string, unknown>;
  it.each<[string, string | Uint8Array, RegExp[]]>([
    ["a lost line break", body.trim(), [/lost its final line break/]],
    ["compact JSON", JSON.stringify(value), [/lost its final line break/, /escaped in another way/, /other blanks/]],
    [
      "sorted keys",
      JSON.stringify({ params: value["params"], todo: value["todo"], userInput: value["userInput"] }),
      [/another order/, /final line break/],
    ],
    ["a Python bytes literal", `b'${body.replaceAll("\\", "\\\\").replace("\n", "\\n")}'`, [/bytes literal/]],
    [
      "a Python dict",
      "{'todo': 'fallback', 'userInput': 'café', 'params': {'b': 1, 'a': True}}",
      [/printed Python dict/, /final line break/],
    ],
    ["a cut body", body.slice(0, 30), [/its end is missing/]],
    ["an empty body", "", [/the body is empty/]],
    ["other values", body.replace("1", "2"), [/its values differ/]],
  ])("names %s, and shows the first byte that differs", async (_, got, damage) => {
    const cwd = await recorded();
    writeFileSync(path.join(cwd, "got.txt"), got);
    const { code, stdout } = await ck.within(cwd, "explain got.txt sent.json");
    expect(code).toBe(1);
    for (const each of damage) expect(stdout).toMatch(each);
    const { difference } = (await ck.jsonOf(cwd, "explain got.txt sent.json")) as { difference: { at: number } };
    const bytes = typeof got === "string" ? new TextEncoder().encode(got) : got;
    const sent = new TextEncoder().encode(body);
    expect(sent.slice(0, difference.at)).toEqual(bytes.slice(0, difference.at));
    expect(sent[difference.at]).not.toBe(bytes[difference.at]);
  });

  it("agrees that equal bytes are equal", async () => {
    const cwd = await recorded();
    writeFileSync(path.join(cwd, "got.txt"), body);
    expect((await ck.within(cwd, "explain got.txt sent.json")).code).toBe(0);
  });
});

describe("ck explain, of a body alone", () => {
  it.each([
    ["a Python bytes literal", `b'${body.replaceAll("\\", "\\\\").replace("\n", "\\n")}'`],
    ["a bytes literal without its line break", `b'${body.trim().replaceAll("\\", "\\\\")}'`],
  ])("undoes %s", async (_, got) => {
    const cwd = await recorded();
    writeFileSync(path.join(cwd, "body.json"), body);
    const signature = (await ck.within(cwd, "sign body.json")).stdout.trim();
    writeFileSync(path.join(cwd, "got.txt"), got);
    expect(await ck.jsonOf(cwd, `explain got.txt --signature ${signature}`)).toMatchObject({ verdict: "explained" });
  });

  it.each([
    [
      "blanks, escapes and a lost line break",
      String.raw`{"todo": "fallback", "userInput": "caf\u00e9", "n": 1}` + "\n",
      '{"todo":"fallback","userInput":"café","n":1}',
    ],
    [
      "another order of keys and a lost line break",
      '{"todo":"fallback","userInput":"hi","n":1.0}\n',
      '{"n":1.0,"todo":"fallback","userInput":"hi"}',
    ],
    [
      "a printed Python dict, other blanks and a lost line break",
      '{"todo":"fallback","userInput":"hi","n":1}\n',
      "{'todo': 'fallback', 'userInput': 'hi', 'n': 1}",
    ],
  ])("undoes several damages at once: %s", async (_, sent, got) => {
    const cwd = await recorded();
    writeFileSync(path.join(cwd, "body.json"), sent);
    const signature = (await ck.within(cwd, "sign body.json")).stdout.trim();
    writeFileSync(path.join(cwd, "got.txt"), got);
    expect(await ck.jsonOf(cwd, `explain got.txt --signature ${signature}`)).toMatchObject({
      verdict: "explained",
      damage: expect.arrayContaining([expect.stringContaining("line break")]) as unknown,
    });
  });

  it("undoes a printed Python dict whose JSON is compact", async () => {
    const cwd = await recorded();
    writeFileSync(path.join(cwd, "body.json"), '{"todo":"welcome","user":{},"broadcast":null}');
    const signature = (await ck.within(cwd, "sign body.json")).stdout.trim();
    writeFileSync(path.join(cwd, "got.txt"), "{'todo': 'welcome', 'user': {}, 'broadcast': None}");
    expect(await ck.jsonOf(cwd, `explain got.txt --signature ${signature}`)).toMatchObject({
      verdict: "explained",
      damage: [expect.stringContaining("Python dict")],
    });
  });
});

describe("Python literals", () => {
  it.each([
    ["b'{\"a\": 1}\\n'", '{"a": 1}\n'],
    ['b"it\'s"', "it's"],
    ["b'caf\\xc3\\xa9 \\\\ \\''", "café \\ '"],
  ])("%s is bytes", (literal, text) => {
    expect(new TextDecoder().decode(fromBytesLiteral(literal))).toBe(text);
  });

  it.each([
    ["{'a': True, 'b': [None, -1.5e3], 'c': (1, 2)}", { a: true, b: [null, -1500], c: [1, 2] }],
    ["{'a': \"it's\", 'b': 'say \"x\"\\n'}", { a: "it's", b: 'say "x"\n' }],
  ])("%s is a dict", (literal, value) => {
    expect(JSON.parse(fromDictLiteral(literal) ?? "")).toEqual(value);
  });

  it.each(["{}", '{"a": 1}', "{'a': open('x')}", "b'\\q'", "bytes", `${"{'a':".repeat(200)}1${"}".repeat(200)}`])(
    "%s is not accepted",
    (text) => {
      expect([fromBytesLiteral(text), fromDictLiteral(text)]).toEqual([undefined, undefined]);
    },
  );
});
