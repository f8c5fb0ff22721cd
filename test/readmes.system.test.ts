import { generateKeyPair, type KeyPair } from "@ck/signature";
import { afterAll, beforeAll, describe, it } from "vitest";
import { hasRedis, startRedis, type RedisServer } from "@ck-test/redis-server";
import { apps, codeOf, expectAnswers, removeFolders } from "./readme-apps.js";

describe.skipIf(!hasRedis)("with Redis", () => {
  let keys: KeyPair;
  let redis: RedisServer;
  beforeAll(async () => {
    [keys, redis] = await Promise.all([generateKeyPair({ parameters: "published" }), startRedis()]);
  });
  afterAll(async () => {
    removeFolders();
    await redis.stop();
  });

  describe.each(apps.filter(({ needsRedis }) => needsRedis))("the code of $readme works as it stands", (app) => {
    it.each(codeOf(app).servers)("%s answers a signed request", (name) => expectAnswers(app, name, keys, redis.url));
  });
});
