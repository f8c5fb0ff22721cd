import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { newProject, setUrl, withServer } from "./project.js";
import { ck } from "./run-ck.js";
import { goodServer, listen, sloppyServer } from "./servers.js";

const talk = "apply for leave\n2\n3 May 2030\n2\n";

describe("ck replay", () => {
  it("passes a chat and an exchange that go as recorded, and writes JUnit", async () => {
    const { cwd } = await withServer();
    await ck.within(cwd, "chat --save chat.json", { stdin: talk });
    await ck.within(cwd, "send - --save sent.json", { stdin: '{"todo":"welcome"}' });
    const { code, stdout } = await ck.within(cwd, "replay chat.json sent.json --junit out.xml");
    expect(stdout).toMatch(
      /^ok {4}chat\.json {2}5 requests, as recorded\nok {4}sent\.json {2}1 request, as recorded\n/,
    );
    expect(code).toBe(0);
    expect(readFileSync(path.join(cwd, "out.xml"), "utf8")).toMatch(
      /<testsuite name="ck replay" tests="2" failures="0" errors="0" skipped="0">/,
    );
  });

  it("shows the first deviation, folds what follows, and exits with 1", async () => {
    const project = await withServer();
    const { cwd } = project;
    await ck.within(cwd, "chat --save chat.json", { stdin: talk });
    setUrl(cwd, await listen(sloppyServer(project)));
    const { code, stdout } = await ck.within(cwd, "replay chat.json --junit out.xml");
    expect(stdout).toMatch(
      /^FAIL {2}chat\.json {2}\d requests?; the first deviation: turns\.\d\.exchanges\.0\.response\n/,
    );
    expect(stdout).toMatch(/… and \d+ later differences? \(--all shows them\)/);
    expect(code).toBe(1);
    expect(readFileSync(path.join(cwd, "out.xml"), "utf8")).toContain("<failure message=");
    const all = await ck.within(cwd, "replay chat.json --all");
    expect(all.stdout.split("\n").length).toBeGreaterThan(stdout.split("\n").length);
  });

  it("compares by shape, or ignores paths, if told so", async () => {
    const { cwd } = await newProject();
    const answering = (message: string): Promise<string> =>
      listen((_, response) =>
        response.end(JSON.stringify({ status: "handled", message, card: [{ type: "note", content: message }] })),
      );
    setUrl(cwd, await answering("It is 10:00."));
    await ck.within(cwd, "send - --save sent.json", { stdin: '{"todo":"fallback"}' });
    const url = await answering("It is 11:00.");
    const exact = await ck.jsonOf(cwd, `replay sent.json --url ${url}`);
    expect(exact).toMatchObject({ passed: false, counts: { same: 0, different: 1, unreachable: 0 } });
    const paths = (exact as { replays: { deviation: { differences: { path: string }[] } }[] }).replays[0]!.deviation;
    expect(paths.differences.map((each) => each.path)).toEqual([
      "response.body.message",
      "response.body.card.0.content",
    ]);
    expect((await ck.within(cwd, `replay sent.json --url ${url} --compare shape`)).code).toBe(0);
    const ignoring = "--ignore response.body.message --ignore card.*.content";
    expect((await ck.within(cwd, `replay sent.json --url ${url} ${ignoring}`)).code).toBe(0);
    const other = await listen((_, response) => response.end('{"status":"failed","message":"It is 11:00.","card":[]}'));
    expect((await ck.within(cwd, `replay sent.json --url ${other} --compare shape`)).code).toBe(1);
  });

  it("says that the server cannot be reached, and exits with 3", async () => {
    const { cwd } = await withServer();
    await ck.within(cwd, "chat --save chat.json", { stdin: talk });
    await ck.within(cwd, "send - --save sent.json", { stdin: '{"todo":"welcome"}' });
    const { code, stdout } = await ck.within(cwd, "replay chat.json sent.json --url http://127.0.0.1:1/");
    expect(stdout.match(/^FAIL .* the server cannot be reached$/gm)).toHaveLength(2);
    expect(stdout).toContain("Nothing listens");
    expect(code).toBe(3);
    const waited = await ck.within(cwd, "replay chat.json --url http://127.0.0.1:1/ --wait 0.2");
    expect(waited.code).toBe(3);
    expect(waited.stderr).toContain("Nothing accepted a connection at 127.0.0.1:1 within 0.2 s.");
  });

  it("signs exchanges again if told so", async () => {
    const { cwd } = await withServer();
    await ck.within(cwd, "send - --save sent.json", { stdin: '{"todo":"welcome"}' });
    await ck.within(cwd, "key rotate");
    const publicKey = (await ck.within(cwd, "key show")).stdout.trim();
    const url = await listen(goodServer(publicKey));
    expect((await ck.within(cwd, `replay sent.json --url ${url}`)).code).toBe(1);
    expect((await ck.within(cwd, `replay sent.json --url ${url} --resign`)).code).toBe(0);
  });

  it("refuses what is not a recording", async () => {
    const { cwd } = await newProject();
    writeFileSync(path.join(cwd, "body.json"), "{}");
    const { code, stderr } = await ck.within(cwd, "replay body.json");
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: "ck: body.json is neither a recorded exchange nor a saved chat.\n",
    });
  });
});
