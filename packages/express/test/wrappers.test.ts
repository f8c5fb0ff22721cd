import "reflect-metadata";
import { action, createBot, type BotError } from "@ck/bot";
import { webhook } from "@ck/express";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import { All, Controller, Module, Next, Req, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import express, { type NextFunction, type Request, type Response } from "express";
import { createRequest, createResponse, type MockResponse } from "node-mocks-http";
import serverless from "serverless-http";
import { beforeAll, describe, expect, it } from "vitest";

const SIGNATURE = "x-convokraft-signature";
const WELCOME = '{"todo":"welcome"}';
const SLOW = '{"todo":"execute","action":"Slow","environment":"production"}';
const bot = createBot({
  actions: { Slow: action({ execute: () => new Promise((resolve) => setTimeout(resolve, 40, "Done.")) }) },
  welcome: () => "Grüße",
});

let keys: KeyPair;
beforeAll(async () => {
  keys = await generateKeyPair({ parameters: "published" });
});

function mount() {
  const errors: BotError[] = [];
  const options = { publicKey: keys.publicKey, explainFailures: 0, onError: (error: BotError) => errors.push(error) };
  return { handler: webhook(bot, options), errors };
}

describe("behind serverless-http, which leaves rawHeaders empty", () => {
  const call = async (body: string, signatures: readonly string[]): Promise<{ statusCode: number; body: string }> => {
    const event = {
      version: "2.0",
      rawPath: "/convokraft",
      rawQueryString: "",
      // AWS joins repeated headers with a comma.
      headers: { "content-type": "application/json", [SIGNATURE]: signatures.join(",") },
      requestContext: { http: { method: "POST", path: "/convokraft" } },
      body,
      isBase64Encoded: false,
    };
    const app = express().all("/convokraft", mount().handler);
    return (await serverless(app)(event, {})) as { statusCode: number; body: string };
  };

  it.each([WELCOME, SLOW])("answers %s", async (body) => {
    expect(await call(body, [sign(body, keys.privateKey)])).toMatchObject({ statusCode: 200 });
  });

  it("rejects a repeated signature, joined by the gateway", async () => {
    const signature = sign(WELCOME, keys.privateKey);
    expect(await call(WELCOME, [signature, signature])).toMatchObject({ statusCode: 401, body: "" });
    expect(await call(WELCOME, ["AAAA"])).toMatchObject({ statusCode: 401, body: "" });
  });
});

describe("with node-mocks-http", () => {
  const call = async (body: string, init: Parameters<typeof createRequest>[0]): Promise<MockResponse<Response>> => {
    const { handler, errors } = mount();
    const headers = { "content-type": "application/json", [SIGNATURE]: sign(body, keys.privateKey) };
    const response = createResponse();
    const next = (error: unknown): void => expect(error).toBeUndefined();
    const request = createRequest({ method: "POST", url: "/convokraft", headers, ...init });
    void handler(request, response, next);
    await expect.poll(() => response._isEndCalled(), { timeout: 10_000 }).toBe(true);
    if (response.statusCode === 500) expect(errors).toEqual([expect.objectContaining({ code: "ERR_BODY_CONSUMED" })]);
    return response;
  };

  it.each([WELCOME, SLOW])("answers %s, whose bytes are in rawBody", async (body) => {
    const response = await call(body, { rawBody: Buffer.from(body), body: JSON.parse(body) as object });
    expect(response.statusCode).toBe(200);
    expect(JSON.parse(String(response._getBuffer()) || (response._getData() as string))).toMatchObject({});
  });

  it("answers 500 if there are no bytes", async () => {
    expect((await call(WELCOME, { body: JSON.parse(WELCOME) as object })).statusCode).toBe(500);
  });
});

describe("in NestJS", () => {
  async function listen(set: { rawBody: boolean; in: "controller" | "middleware" }) {
    const { handler, errors } = mount();
    class LeaveController {
      handle(req: Request, res: Response, next: NextFunction): void {
        void handler(req, res, next);
      }
    }
    // As the decorators @Controller, @All, @Req, @Res and @Next do.
    Controller("convokraft")(LeaveController);
    const method = Object.getOwnPropertyDescriptor(LeaveController.prototype, "handle")!;
    All()(LeaveController.prototype, "handle", method);
    [Req(), Res(), Next()].forEach((parameter, at) => parameter(LeaveController.prototype, "handle", at));
    class App {
      readonly name = "app";
    }
    Module({ controllers: set.in === "controller" ? [LeaveController] : [] })(App);
    const options: object = { rawBody: set.rawBody, logger: false };
    const app = await NestFactory.create<NestExpressApplication>(App, options);
    if (set.in === "middleware") app.use("/convokraft", handler);
    await app.listen(0, "127.0.0.1");
    const post = (signature: string): Promise<globalThis.Response> =>
      app.getUrl().then((url) =>
        fetch(`${url}/convokraft`, {
          method: "POST",
          body: WELCOME,
          headers: { "content-type": "application/json", [SIGNATURE]: signature },
        }),
      );
    return { app, errors, post };
  }

  it.each([
    { rawBody: true, in: "controller" },
    { rawBody: false, in: "middleware" },
    { rawBody: true, in: "middleware" },
  ] as const)("answers in a $in, with rawBody: $rawBody", async (set) => {
    const { app, post } = await listen(set);
    try {
      expect((await post(sign(WELCOME, keys.privateKey))).status).toBe(200);
      expect((await post("AAAA")).status).toBe(401);
    } finally {
      await app.close();
    }
  });

  it("names rawBody: true in the error if Nest has parsed the body", async () => {
    const { app, errors, post } = await listen({ rawBody: false, in: "controller" });
    try {
      expect((await post(sign(WELCOME, keys.privateKey))).status).toBe(500);
      expect(errors[0]?.message).toContain("NestFactory.create(AppModule, { rawBody: true })");
    } finally {
      await app.close();
    }
  });
});
