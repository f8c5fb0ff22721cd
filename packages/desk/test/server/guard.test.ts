import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isDeskError, serveDesk } from "../../src/index.js";
import { apiOf, send } from "../support/api.js";
import { leaveDefinition } from "../support/leave-bot.js";
import { startDesk, type Started } from "../support/start-desk.js";

let started: Started;
let page: string;
beforeAll(async () => {
  page = await mkdtemp(path.join(tmpdir(), "ck-desk-page-"));
  await writeFile(path.join(page, "index.html"), "<!doctype html><title>desk</title>");
  await writeFile(path.join(page, "secret.txt"), "not of a type that is served");
  started = await startDesk({ page });
});
afterAll(async () => {
  await started.close();
  await rm(page, { recursive: true });
});

describe("the desk is heard by its own page only", () => {
  const withToken = (): Record<string, string> => ({ authorization: `Bearer ${started.token}` });

  it.each(["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "[::2]:80"])(
    "not under the name %j, neither the page nor the API",
    async (host) => {
      for (const target of ["/", "/api/bot"]) {
        const { status, text } = await send(started.origin, target, { headers: { ...withToken(), host } });
        expect([status, text]).toEqual([403, expect.stringContaining("ERR_HOST")]);
      }
    },
  );

  it("under another name if that is allowed, at whichever port, also behind https", async () => {
    const other = await startDesk({ page, allowHosts: ["devbox.example"] });
    const authorization = `Bearer ${other.token}`;
    for (const host of ["devbox.example", "DevBox.example:8443"]) {
      const headers = { authorization, host, origin: `https://${host}`, "content-type": "application/json" };
      const { status } = await send(other.origin, "/api/chats", { method: "POST", headers, body: "{}" });
      expect(status).toBe(200);
      const foreign = { ...headers, origin: "https://evil.example" };
      expect((await send(other.origin, "/api/chats", { method: "POST", headers: foreign, body: "{}" })).status).toBe(
        403,
      );
    }
    for (const host of ["evil.example", "devbox.example.evil.example", "x.devbox.example"])
      expect((await send(other.origin, "/", { headers: { host } })).status).toBe(403);
    await other.close();
    for (const name of ["*", "http://a", "a:80", ""])
      await expect(
        serveDesk({ bot: leaveDefinition("http://127.0.0.1:1/"), allowHosts: [name] }),
      ).rejects.toMatchObject({
        code: "ERR_INVALID_OPTION",
      });
  });

  it("not under a name in the target, whatever the Host says", async () => {
    const { host } = new URL(started.origin);
    for (const name of ["evil.example", "[::2]", "a b", "%00"]) {
      const headers = { ...withToken(), host };
      const { status, text } = await send(started.origin, `http://${name}/api/bot`.replace(" ", "%20"), { headers });
      expect([status, text], name).toEqual([403, expect.stringContaining("ERR_HOST")]);
    }
  });

  it("under 127.0.0.1 and localhost", async () => {
    const { port } = new URL(started.origin);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`]) {
      const headers = { ...withToken(), host, origin: `http://${host}` };
      expect((await send(started.origin, "/api/bot", { headers })).status, host).toBe(200);
    }
  });

  it.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:1" },
    { origin: "http://localhost" },
    { "sec-fetch-site": "cross-site" },
    // Another server on this machine is the same site.
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
  ])("not by a page that sends %j, even with the token", async (headers) => {
    const { status, text } = await send(started.origin, "/api/bot", { headers: { ...withToken(), ...headers } });
    expect([status, text]).toEqual([403, expect.stringContaining("ERR_ORIGIN")]);
  });

  it.each([{}, { authorization: "Bearer " }, { authorization: "Bearer x" }, { cookie: "token=x" }])(
    "not without the token of this run: %j",
    async (headers) => {
      for (const target of ["/api/bot", "/api/events", "/api/nothing"]) {
        const { status, text } = await send(started.origin, target, { headers });
        expect([status, text]).toEqual([401, expect.stringContaining("ERR_TOKEN")]);
      }
    },
  );

  it("whose token is another one at each start, and in no answer", async () => {
    const other = await startDesk({ page });
    expect(other.token).toMatch(/^[\w-]{43}$/);
    expect(other.token).not.toBe(started.token);
    await other.close();
    const answers = await Promise.all([send(started.origin, "/"), apiOf(started).raw("GET", "bot")]);
    expect(answers.map(({ text, headers }) => text + JSON.stringify(headers)).join()).not.toContain(started.token);
  });

  it("on this machine's own address", async () => {
    const bot = leaveDefinition("http://localhost:1/", { webhook: { url: "http://localhost:1/", secured: false } });
    const refused = await serveDesk({ bot, host: "0.0.0.0" as never }).catch((error: unknown) => error);
    expect(isDeskError(refused) && refused.code).toBe("ERR_INVALID_OPTION");
    const port = Number(new URL(started.origin).port);
    const taken = await serveDesk({ bot, port }).catch((error: unknown) => error);
    expect(isDeskError(taken) && [taken.code, taken.message.includes(`Port ${port}`)]).toEqual(["ERR_LISTEN", true]);
  });
});

describe("every answer", () => {
  it("lets the browser do nothing that the page does not need", async () => {
    const answers = [
      await send(started.origin, "/"),
      await apiOf(started).raw("GET", "bot"),
      await send(started.origin, "/api/bot"),
      await send(started.origin, "/nothing"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 404]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
      });
      expect(headers).not.toHaveProperty("access-control-allow-origin");
      const policy = new Map(
        String(headers["content-security-policy"])
          .split("; ")
          .map((directive) => directive.split(/ (.*)/, 2) as [string, string]),
      );
      expect(Object.fromEntries(policy)).toEqual({
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": "'self'",
        "img-src": `'self' https: data: ${started.webhookOrigin}`,
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "ck-markup",
      });
    }
  });

  it.each([
    "/../package.json",
    "/%2e%2e/package.json",
    "/..%2fpackage.json",
    "/secret.txt",
    "//etc/passwd",
    "/index.html/",
  ])("for %s is no file", async (target) => {
    expect((await send(started.origin, target)).status).toBe(404);
  });

  it("is to a known method", async () => {
    const statusOf = async (method: string, target: string): Promise<number> =>
      (await send(started.origin, target, { method, headers: { authorization: `Bearer ${started.token}` } })).status;
    expect(await statusOf("HEAD", "/")).toBe(200);
    expect(await statusOf("POST", "/")).toBe(405);
    expect(await statusOf("OPTIONS", "/api/chats")).toBe(405);
    expect(await statusOf("GET", "/api/chats")).toBe(405);
    expect(await statusOf("DELETE", "/api/bot")).toBe(405);
    expect(await statusOf("GET", "/api/chats/x/y/z")).toBe(404);
  });
});

describe("the body of a request", () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    send(started.origin, "/api/chats", {
      method: "POST",
      headers: { authorization: `Bearer ${started.token}`, "content-type": "application/json", ...headers },
      body,
    });

  it.each([
    ["larger than 1,000,000 bytes", Buffer.alloc(1_000_001, 0x20), 413],
    ["no JSON", "{", 400],
    ["no object", "[]", 400],
    ["null", "null", 400],
    ["another environment", '{"environment":"staging"}', 400],
    ["another fault", '{"fault":"none"}', 400],
    ["clientData that is a list", '{"clientData":[]}', 400],
  ])("is refused: %s", async (_, body, status) => {
    const answer = await post(body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(/^\{"error":\{"code":"ERR_/)]);
  });

  it("of unknown length is refused where it grows too large", async () => {
    const answer = await post(Buffer.alloc(3_000_000, 0x20), { "transfer-encoding": "chunked" });
    expect(answer.status).toBe(413);
  });

  it("of unknown length is accepted where it is small", async () => {
    const answer = await post('{"environment":"production"}', { "transfer-encoding": "chunked" });
    expect([answer.status, answer.text]).toEqual([409, expect.stringContaining("ERR_VAULT_NO_KEY")]);
  });

  it("has to say that it is JSON, which a form of another page cannot", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
      expect((await post("{}", { "content-type": type })).status, type).toBe(415);
  });
});
