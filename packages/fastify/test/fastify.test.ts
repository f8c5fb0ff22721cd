import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { createBot, type ReceiveOptions, type RequestEvent } from "@ck/bot";
import { webhook } from "@ck/fastify";
import { generateKeyPair, sign } from "@ck/signature";
import { conformance } from "@ck/testing";
import { fastify, type FastifyInstance } from "fastify";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { adapters } from "./adapters.js";

const SIGNATURE = "x-convokraft-signature";
const BODY = '{"todo":"welcome"}';
const bot = createBot({ actions: {}, welcome: () => "Grüße" });

const apps: FastifyInstance[] = [];
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

describe.each(adapters)("$name", (adapter) => {
  for (const { name, run } of conformance(adapter)) it.concurrent(name, run);
});

describe("the plugin", () => {
  let keys: { publicKey: string; privateKey: string };
  let signed: Record<string, string>;
  beforeAll(async () => {
    keys = await generateKeyPair({ modulusLength: 2048, divisorLength: 224 });
    signed = { [SIGNATURE]: sign(BODY, keys.privateKey) };
  });

  function make(options: Partial<ReceiveOptions> = {}, app: FastifyInstance = fastify()) {
    const events: RequestEvent[] = [];
    apps.push(app);
    const plugin = webhook(bot, {
      publicKey: keys.publicKey,
      onEvent: (event) => events.push(event),
      explainFailures: 0,
      ...options,
    });
    return { app, plugin, events };
  }

  it("answers injected requests", async () => {
    const { app, plugin } = make();
    app.register(plugin, { prefix: "/convokraft" });
    const answer = await app.inject({ method: "POST", url: "/convokraft", payload: BODY, headers: signed });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(answer.body)),
    });
    expect(answer.json()).toEqual({ welcome_response: { message: "Grüße" } });
    const repeated = { [SIGNATURE]: [signed[SIGNATURE]!, signed[SIGNATURE]!] };
    const refused = await app.inject({ method: "POST", url: "/convokraft", payload: BODY, headers: repeated });
    expect(refused).toMatchObject({ statusCode: 401, body: "" });
  });

  it.each([
    ["without a prefix", undefined, "/"],
    ["with a trailing slash", "/convokraft", "/convokraft/"],
    ["with a query", "/convokraft", "/convokraft?bot=leave"],
    ["with a param in the prefix", "/bots/:name", "/bots/leave"],
  ])("answers %s", async (_, prefix, url) => {
    const { app, plugin } = make();
    app.register(plugin, prefix === undefined ? {} : { prefix });
    expect((await app.inject({ method: "POST", url, payload: BODY, headers: signed })).statusCode).toBe(200);
    expect((await app.inject({ method: "GET", url: "/elsewhere" })).statusCode).toBe(404);
  });

  it("rejects every other method of the app with 405, with and without HEAD routes", async () => {
    for (const exposeHeadRoutes of [true, false]) {
      const { app, plugin } = make({}, fastify({ exposeHeadRoutes }));
      app.addHttpMethod("PROPFIND").register(plugin, { prefix: "/convokraft" });
      const methods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND"] as const;
      for (const method of methods) {
        const answer = await app.inject({ method: method as "GET", url: "/convokraft" });
        expect(answer, method).toMatchObject({ statusCode: 405, body: "" });
        expect(answer.headers).toMatchObject({ allow: "POST" });
      }
    }
  });

  it("leaves the app's parsers and limits alone, and does not depend on them", async () => {
    const { app, plugin } = make({}, fastify({ bodyLimit: 50 }));
    app.addContentTypeParser("text/plain", { parseAs: "string" }, (_request, body, done) =>
      done(null, `text ${body as string}`),
    );
    app.register(plugin, { prefix: "/convokraft" });
    app.post("/other", (request) => ({ got: request.body }));
    const post = (url: string, payload: string, type: string) =>
      app.inject({
        method: "POST",
        url,
        payload,
        headers: { "content-type": type, [SIGNATURE]: sign(payload, keys.privateKey) },
      });
    expect((await post("/other", '{"a":1}', "application/json")).json()).toEqual({ got: { a: 1 } });
    expect((await post("/other", "hi", "text/plain")).json()).toEqual({ got: "text hi" });
    expect((await post("/other", "hi", "text/csv")).statusCode).toBe(415);
    expect((await post("/other", JSON.stringify("x".repeat(100)), "application/json")).statusCode).toBe(413);
    const large = JSON.stringify({ todo: "welcome", pad: "x".repeat(100) });
    for (const type of ["application/json", "text/plain", "text/csv", "nonsense"]) {
      expect((await post("/convokraft", large, type)).statusCode, type).toBe(200);
    }
  });

  it("runs the app's hooks around the answer, but none that reads the body first", async () => {
    const { app, plugin } = make();
    const ran: string[] = [];
    app.addHook("onRequest", (_request, reply, done) => {
      reply.header("x-app", "1");
      done();
    });
    app.addHook("preParsing", (_request, _reply, _payload, done) => {
      ran.push("preParsing");
      done();
    });
    app.addHook("onSend", (_request, _reply, payload: Buffer | undefined, done) => {
      ran.push("onSend");
      done(null, payload?.toString().replace("Grüße", "Servus!"));
    });
    app.addHook("onResponse", (_request, reply, done) => {
      ran.push(`onResponse ${reply.statusCode}`);
      done();
    });
    app.register(plugin, { prefix: "/convokraft" });
    const answer = await app.inject({ method: "POST", url: "/convokraft", payload: BODY, headers: signed });
    expect(answer.json()).toEqual({ welcome_response: { message: "Servus!" } });
    expect(answer.headers).toMatchObject({ "x-app": "1", "content-length": String(Buffer.byteLength(answer.body)) });
    expect(ran).toEqual(["onSend", "onResponse 200"]);
  });

  it("lets a hook of the app answer instead", async () => {
    const { app, plugin, events } = make();
    app.addHook("onRequest", (_request, reply, done) => {
      void reply.code(429).send();
      done();
    });
    app.register(plugin, { prefix: "/convokraft" });
    const answer = await app.inject({ method: "POST", url: "/convokraft", payload: BODY, headers: signed });
    expect(answer.statusCode).toBe(429);
    expect(events).toEqual([]);
  });

  it("answers an unsigned request before its body arrives", async () => {
    const { app, plugin } = make();
    app.register(plugin, { prefix: "/convokraft" });
    await app.listen({ port: 0, host: "127.0.0.1" });
    const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("POST /convokraft HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    const [data] = (await once(socket, "data")) as [Buffer];
    expect(data.toString()).toMatch(/^HTTP\/1\.1 401 [^]*connection: close/i);
    socket.destroy();
  });

  it("uses nothing deprecated", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    const { app, plugin } = make();
    app.register(plugin, { prefix: "/convokraft" });
    await app.inject({ method: "POST", url: "/convokraft", payload: BODY, headers: signed });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    expect(warnings.filter(({ name }) => /fastify|deprecat/i.test(name))).toEqual([]);
  });
});
