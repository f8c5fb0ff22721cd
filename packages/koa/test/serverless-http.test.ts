import { createBot } from "@ck/bot";
import { webhook } from "@ck/koa";
import { generateKeyPair, sign } from "@ck/signature";
import Koa from "koa";
import serverless from "serverless-http";
import { expect, it } from "vitest";

const BODY = '{"todo":"welcome"}';

it("answers behind serverless-http, which leaves rawHeaders empty, and rejects a repeated signature", async () => {
  const { publicKey, privateKey } = await generateKeyPair({ parameters: "published" });
  const bot = createBot({ actions: {}, welcome: () => "Grüße" });
  const app = new Koa().use(webhook(bot, { publicKey, explainFailures: 0 }));
  const call = async (signature: string): Promise<unknown> => {
    const event = {
      version: "2.0",
      rawPath: "/convokraft",
      rawQueryString: "",
      headers: { "x-convokraft-signature": signature },
      requestContext: { http: { method: "POST", path: "/convokraft" } },
      body: BODY,
      isBase64Encoded: false,
    };
    return ((await serverless(app)(event, {})) as { statusCode: number }).statusCode;
  };
  const signature = sign(BODY, privateKey);
  expect(await call(signature)).toBe(200);
  expect(await call(`${signature},${signature}`)).toBe(401);
});
