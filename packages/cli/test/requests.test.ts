import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { newProject, setUrl, withServer } from "./project.js";
import { ck, newFolder } from "./run-ck.js";
import { listen } from "./servers.js";

describe("ck sign, verify and explain", () => {
  it("agree with each other, byte for byte", async () => {
    const { cwd } = await newProject();
    writeFileSync(path.join(cwd, "body.json"), '{"todo":"welcome"}\n');
    writeFileSync(path.join(cwd, "signature.txt"), (await ck.within(cwd, "sign --header body.json")).stdout);
    expect(await ck.within(cwd, "verify body.json signature.txt")).toMatchObject({ code: 0 });
    expect(await ck.within(cwd, "explain body.json signature.txt")).toMatchObject({ code: 0 });

    writeFileSync(path.join(cwd, "body.json"), '{ "todo": "welcome" }\n');
    expect(await ck.within(cwd, "verify body.json signature.txt")).toMatchObject({ code: 1 });
    const explained = await ck.within(cwd, "verify body.json signature.txt --json");
    expect(JSON.parse(explained.stdout)).toMatchObject({ valid: false, reason: "mismatch" });
  });

  it("name the setting that differs", async () => {
    const { cwd } = await newProject();
    writeFileSync(path.join(cwd, "body.json"), '{"todo":"welcome"}');
    const signature = (
      await ck.within(cwd, "sign body.json --hash sha512 --format p1363 --encoding hex")
    ).stdout.trim();
    expect(await ck.jsonOf(cwd, `explain body.json --signature ${signature}`)).toMatchObject({
      verdict: "explained",
      causes: ["hash", "format", "encoding"],
    });
    expect(
      (await ck.within(cwd, `verify body.json --signature ${signature} --hash sha512 --format p1363 --encoding hex`))
        .code,
    ).toBe(0);
  });

  it("read keys from files, without a vault", async () => {
    const cwd = newFolder();
    await ck.within(cwd, "keygen --out a.pem --size 1024/160");
    await ck.within(cwd, "keygen --out b.pem --size 1024/160");
    writeFileSync(path.join(cwd, "body.json"), "{}");
    const signature = (await ck.within(cwd, "sign body.json --key a.pem")).stdout.trim();
    expect((await ck.within(cwd, `verify body.json --signature ${signature} --key a.pem.pub`)).code).toBe(0);
    expect((await ck.within(cwd, `verify body.json --signature ${signature} --key b.pem.pub`)).code).toBe(1);
    expect(
      (await ck.within(cwd, `verify body.json --signature ${signature} --key b.pem.pub --key a.pem.pub`)).code,
    ).toBe(0);
    expect(existsSync(path.join(cwd, ".ck"))).toBe(false);
  });
});

describe("ck send and resend", () => {
  it("sign and send exact bytes, save the exchange, and send it again, edited and re-signed", async () => {
    const { cwd } = await withServer();
    const body = '{ "todo": "fallback", "userInput": "caf\\u00e9" }\n';
    const sent = await ck.within(cwd, "send - --save sent.json", { stdin: body });
    expect(sent.stdout).toContain("You said: café");
    expect(sent.code).toBe(0);
    expect(readFileSync(path.join(cwd, "sent.json"), "utf8")).toContain(JSON.stringify(body));
    expect((await ck.within(cwd, "resend sent.json")).code).toBe(0);
    expect(await ck.jsonOf(cwd, "resend sent.json --edit userInput=tea")).toMatchObject({ response: { status: 401 } });
    expect((await ck.within(cwd, "resend sent.json --edit userInput=tea --resign")).stdout).toContain("You said: tea");
    expect((await ck.within(cwd, "send sent.json")).code).toBe(0);
    expect((await ck.within(cwd, "explain sent.json")).code).toBe(0);
  });

  it("find a recording by part of its name", async () => {
    const { cwd } = await withServer();
    mkdirSync(path.join(cwd, ".ck/recordings"));
    await ck.within(cwd, "send - --save .ck/recordings/20300503T101500Z-exchange-1f0c2a9e.json", {
      stdin: '{"todo":"welcome"}',
    });
    expect((await ck.within(cwd, "resend 1f0c")).code).toBe(0);
    expect((await ck.within(cwd, "explain 1f0c")).code).toBe(0);
  });

  it("break requests on purpose, and judge what the server does with them", async () => {
    const { cwd } = await withServer();
    const open = {
      ...(await newProject()),
      url: await listen((_, response) => response.end('{"status":"handled","message":"x"}')),
    };
    const stdin = '{"todo":"fallback"}';
    for (const fault of [
      "missing-signature",
      "wrong-signature",
      "repeated-header",
      "stale-key",
      "unknown-key",
      "re-encoded",
    ]) {
      const good = await ck.within(cwd, `send - --fault ${fault} --json`, { stdin });
      const { response, judgement } = JSON.parse(good.stdout) as { response: { status: number }; judgement: object };
      expect({ fault, code: good.code, status: response.status }).toEqual({ fault, code: 0, status: 401 });
      expect(judgement).toEqual({ fault, result: "refused", ok: true, message: "refused, as it should be (401)" });

      const bad = await ck.within(open.cwd, `send - --fault ${fault} --url ${open.url}`, { stdin });
      expect({ fault, code: bad.code }).toEqual({ fault, code: 1 });
      expect(bad.stdout).toContain("\nFAULT: accepted (200). The server accepted");
      expect(bad.stdout, "a forged request is not called signed").not.toMatch(/ bytes, signed$/m);
    }
  });

  it("say that there is no retired key to sign with", async () => {
    const cwd = newFolder();
    await ck.within(cwd, "init");
    const { code, stderr } = await ck.within(cwd, "send - --fault stale-key", { stdin: '{"todo":"welcome"}' });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("No key was retired yet") as unknown });
  });

  it("refuse to send a saved chat", async () => {
    const { cwd } = await withServer();
    await ck.within(cwd, "chat --save chat.json", { stdin: "hello\n" });
    const { code, stderr } = await ck.within(cwd, "send chat.json");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("`ck replay`") as unknown });
  });

  it("say what they cannot find, and do not print the password in a URL", async () => {
    const { cwd } = await newProject();
    writeFileSync(path.join(cwd, "body.json"), '{"todo":"welcome"}');
    const secret = "http://sam:hunter2@127.0.0.1:1/";
    for (const [command, code, message] of [
      ["resend nothing", 3, "There is no file nothing, and no recording in .ck/recordings matches it."],
      ["resend no/thing.json", 3, "There is no file no/thing.json."],
      [`send body.json --url ${secret}`, 2, "A user name and a password before the host are not sent."],
      [`check ${secret}`, 2, "A user name and a password before the host are not sent."],
    ] as const) {
      const ran = await ck.within(cwd, command);
      expect({ command, code: ran.code, stdout: ran.stdout }).toEqual({ command, code, stdout: "" });
      expect(ran.stderr).toContain(message);
      expect(ran.stderr).not.toContain("hunter2");
    }
  });

  it("keep the digits of a big number, whether it is recorded, edited or broken on purpose", async () => {
    const cwd = newFolder();
    const bodies: string[] = [];
    const url = await listen((request, response) => {
      request.on("data", (chunk: Buffer) => bodies.push(chunk.toString()));
      request.on("end", () => response.end('{"status":"handled","message":"x"}'));
    });
    const stdin = '{"todo":"fallback","order":12345678901234567890}';
    await ck.within(cwd, `send - --unsigned --fault replayed --url ${url} --save big.json`, { stdin });
    await ck.within(cwd, "resend big.json --edit userInput=tea");
    await ck.within(cwd, "resend big.json --edit order=98765432109876543210");
    expect(bodies).toEqual([
      stdin,
      stdin,
      '{"todo":"fallback","order":12345678901234567890,"userInput":"tea"}',
      '{"todo":"fallback","order":98765432109876543210}',
    ]);
  });

  it("show both deliveries of a repeated request", async () => {
    const { cwd } = await withServer();
    const { stdout } = await ck.within(cwd, "send - --fault replayed", { stdin: '{"todo":"welcome"}' });
    expect(stdout).toMatch(/^first: welcome signed, 200, /);
    expect(stdout.match(/\bPOST\b/g)).toHaveLength(1);
  });
});

describe("an answer that is deep and wide", () => {
  it("is printed up to a bound, in prose and as JSON", async () => {
    const { cwd } = await newProject();
    const deep = `{"status":"handled","message":"x","card":${"[".repeat(40)}${"0,".repeat(40_000)}0${"]".repeat(40)}}`;
    setUrl(cwd, await listen((_, response) => response.end(deep)));
    const prose = await ck.within(cwd, "send -", { stdin: '{"todo":"fallback"}' });
    expect(prose.stdout.length).toBeLessThan(6_000);
    expect(prose.stdout).toContain(`… cut: the answer has ${deep.length} bytes`);
    const json = await ck.within(cwd, "send - --json", { stdin: '{"todo":"fallback"}' });
    expect(JSON.parse(json.stdout)).toMatchObject({ response: { body: { content: deep } } });
    expect(json.stdout.length).toBeLessThan(deep.length * 20);
  });
});
