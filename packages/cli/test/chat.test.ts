import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openVault, toJson, type EmulatorEvent } from "@ck/emulator";
import { describe, expect, it } from "vitest";
import { newProject, withServer } from "./project.js";
import { ck, newFolder, runCk } from "./run-ck.js";
import { listen } from "./servers.js";

describe("ck chat, piped", () => {
  it("reads one message per line, shows choices, cards and a line for each exchange, and picks by number", async () => {
    const { cwd } = await withServer();
    const stdin = "I want to apply for leave\n2\n3 May 2030\n2\n";
    const { code, stdout, stderr } = await runCk(cwd, ["chat"], { stdin });
    const shown = stdout.replaceAll(/\d+ bytes, \d+ ms/g, "N bytes, N ms");
    expect(shown).toBe(`         · welcome signed, 200, N bytes, N ms: the greeting
bot      Hello! How can I help you?
you      I want to apply for leave
platform Which kind of leave?
         1  Casual leave
         2  Sick leave
         3  Save as a draft (button)
you      Sick leave
         · prompt signed, 200, N bytes, N ms: your bot leaves the next question to ConvoKraft
platform From which day?
you      3 May 2030
         · prompt signed, 200, N bytes, N ms: your bot leaves the next question to ConvoKraft
platform How many days?
you      2
         · prompt signed, 200, N bytes, N ms: nothing is left to ask, so ConvoKraft runs the action
         · execute signed, 200, N bytes, N ms: the outcome of the action
bot      2 days are booked.
         ┌ note
         │ Have a rest. [31mred[0m
         1  When is the office open? (follow-up)
`);
    expect({ code, controls: /[\u0000-\u0009\u000B-\u001F]/.test(stdout + stderr) }).toEqual({
      code: 0,
      controls: false,
    });
  });

  it("clicks buttons, saves the chat and the last exchange, and reports unknown commands", async () => {
    const { cwd } = await withServer();
    const stdin =
      "apply for leave\n/click saveDraft\n/save-last draft.json\n/nonsense\n/click nothing\n//slash\n/quit\nnever\n";
    const { code, stdout, stderr } = await runCk(cwd, ["chat", "--save", "chat.json"], { stdin });
    expect(stdout).toContain("bot      The draft is saved.");
    expect(stdout).toContain("you      /slash");
    expect(stdout).not.toContain("never");
    expect(stderr).toContain("Unknown command.");
    expect(readFileSync(path.join(cwd, "draft.json"), "utf8")).toContain('"todo": "button"');
    expect(readFileSync(path.join(cwd, "chat.json"), "utf8")).toContain('"kind": "transcript"');
    expect(code).toBe(0);
  });

  it("prints each event as a line of JSON", async () => {
    const { cwd } = await withServer();
    const { stdout } = await runCk(cwd, ["chat", "--json"], { stdin: "hello\n" });
    const events = stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as EmulatorEvent);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["opened", "sending", "exchange", "message", "state", "closed"]),
    );
  });

  it("exits with 1 if a request got no valid answer", async () => {
    const { cwd } = await newProject("http://127.0.0.1:1/nothing");
    const { code, stdout } = await runCk(cwd, ["chat"], { stdin: "hello\n" });
    expect(stdout).toContain("unreachable. Nothing listens");
    expect(stdout).toContain("platform Something went wrong.");
    expect(code).toBe(1);
  });

  it("judges a request that was broken on purpose", async () => {
    const { cwd } = await withServer();
    const good = await ck.within(cwd, "chat --fault wrong-signature", { stdin: "" });
    expect(good.stdout).toMatch(/welcome wrongly signed, 401, .*\n +· refused, as it should be \(401\)\n/);
    expect(good.code).toBe(0);

    const url = await listen((_, response) => response.end('{"welcome_response":{"message":"Hello!"}}'));
    const bad = await ck.within(cwd, `chat --fault wrong-signature --url ${url}`, { stdin: "" });
    expect(bad.stdout).toContain("FAULT: accepted (200)");
    expect(bad.code).toBe(1);
  });

  it("breaks the first request there is, where the bot has no greeting", async () => {
    const cwd = newFolder();
    const url = await listen((_, response) => response.writeHead(401).end());
    const handlers = { welcome: false, fallback: true };
    writeFileSync(path.join(cwd, "convokraft.json"), toJson({ name: "bar", webhook: { url }, handlers }));
    await openVault(path.join(cwd, ".ck"), {
      keyFile: path.join(cwd, ".ck/vault.key"),
      keys: { parameters: "published" },
    }).then((vault) => vault.secure());
    const { code, stdout } = await ck.within(cwd, "chat --fault missing-signature", { stdin: "hello\n" });
    expect(stdout).toContain("refused, as it should be");
    expect(code).toBe(0);
  });

  it("picks several options of a multi selection", async () => {
    const cwd = newFolder();
    const bodies: string[] = [];
    const url = await listen((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => bodies.push(text));
      request.on("end", () => response.end('{"todo":"execute"}'));
    });
    const options = ["tea", "coffee", "water"];
    const actions = [{ namespace: "Order", params: [{ name: "drinks", type: "multi-selection", options }] }] as const;
    const webhook = { url, secured: false };
    writeFileSync(path.join(cwd, "convokraft.json"), toJson({ name: "bar", webhook, actions }));
    await runCk(cwd, ["chat"], { stdin: "order\n1, 3\n" });
    expect(JSON.parse(bodies[0]!)).toMatchObject({ params: { drinks: ["tea", "water"] } });
  });
});

it("nothing that a server sends controls the terminal: in a chat, next to an exchange, or as JSON", async () => {
  const cwd = newFolder();
  const evil = "\u001B]0;owned\u0007\u009B31m\u202Ered\r";
  const prompt = {
    param_name: "kind",
    options: [{ id: `a${evil}`, label: evil }],
    buttons: [{ id: `b${evil}`, label: evil }],
  };
  const card = [{ type: `table${evil}`, rows: [evil] }];
  const answers: Readonly<Record<string, string>> = {
    prompt: JSON.stringify({ status: "prompt", prompt, message: evil, data: {} }),
    execute: JSON.stringify({ status: "execution", message: evil, card }),
    fallback: `no JSON ${evil}`,
    welcome: JSON.stringify({ status: evil, [evil]: evil }),
  };
  const url = await listen((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    request.on("end", () => response.end(answers[/"todo":"(\w+)"/.exec(text)?.[1] ?? ""] ?? evil));
  });
  const webhook = { url, secured: false };
  const actions = [{ namespace: "Order", params: [{ name: "kind" }] }];
  const handlers = { welcome: true, fallback: true };
  writeFileSync(path.join(cwd, "convokraft.json"), toJson({ name: "bar", webhook, handlers, actions }));
  const chats = [[], ["--json"]].map((json) => runCk(cwd, ["chat", ...json], { stdin: "hello\norder\ntea\n1\n2\n" }));
  const sends = ["fallback", "execute"].flatMap((todo) =>
    [[], ["--json"]].map((json) => runCk(cwd, ["send", "-", ...json], { stdin: JSON.stringify({ todo }) })),
  );
  const checks = [ck.within(cwd, "check")];
  for (const { stdout, stderr } of await Promise.all([...chats, ...sends, ...checks])) {
    expect(stdout.length).toBeGreaterThan(20);
    expect((stdout + stderr).match(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/)).toBe(null);
  }
});
