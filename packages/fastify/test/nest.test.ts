import "reflect-metadata";
import { createBot, type BotError } from "@ck/bot";
import { webhook } from "@ck/fastify";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import { Controller, Module, Post, Req } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";
import { beforeAll, expect, it } from "vitest";

const SIGNATURE = "x-convokraft-signature";
const BODY = '{"todo":"welcome"}';
const bot = createBot({ actions: {}, welcome: () => "Grüße" });

let keys: KeyPair;
beforeAll(async () => {
  keys = await generateKeyPair({ parameters: "published" });
});

class Other {
  answer({ body }: { body: object }): object {
    return body;
  }
}
// As the decorators @Controller, @Post and @Req do.
Controller("other")(Other);
Post()(Other.prototype, "answer", Object.getOwnPropertyDescriptor(Other.prototype, "answer")!);
Req()(Other.prototype, "answer", 0);
class App {
  readonly name = "app";
}
Module({ controllers: [Other] })(App);

it.each([true, false])("the plugin answers in NestJS on Fastify, with rawBody: %s", async (rawBody) => {
  const errors: BotError[] = [];
  const options: object = { rawBody, logger: false };
  const app = await NestFactory.create<NestFastifyApplication>(App, new FastifyAdapter(), options);
  const plugin = webhook(bot, {
    publicKey: keys.publicKey,
    explainFailures: 0,
    onError: (error) => errors.push(error),
  });
  await app.register(plugin, { prefix: "/convokraft" });
  await app.listen(0, "127.0.0.1");
  try {
    const origin = await app.getUrl();
    const post = (path: string, signature: string): Promise<Response> =>
      fetch(origin + path, {
        method: "POST",
        body: BODY,
        headers: { "content-type": "application/json", [SIGNATURE]: signature },
      });
    expect((await post("/convokraft", sign(BODY, keys.privateKey))).status).toBe(200);
    expect((await post("/convokraft", "AAAA")).status).toBe(401);
    expect(await (await post("/other", "")).json()).toEqual(JSON.parse(BODY));
    expect(errors).toEqual([]);
  } finally {
    await app.close();
  }
});
