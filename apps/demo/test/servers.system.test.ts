import type { RequestEvent } from "@ck/bot";
import { health } from "@ck/node";
import { RESPONSE_LIMIT_BYTES } from "@ck/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLeaveBot } from "../src/bot.js";
import { startServers, type BotServer, type Framework } from "../src/start-servers.js";
import type { OpenDatabase } from "../src/store/database.js";
import { createLeaveStore } from "../src/store/leave-store.js";
import { openDatabase } from "../src/store/open-database.js";
import { NOW } from "./clock.js";
import { loggedIn, visitor } from "./visitors.js";
import { makeOpensslKeys, opensslMissing } from "./openssl.js";
import { send } from "./post.js";

const missing = opensslMissing();
if (missing !== undefined) console.warn(`SKIPPED: signed requests to both servers: ${missing}.`);

describe.skipIf(missing !== undefined)("a request that openssl signed", () => {
  let keys: ReturnType<typeof makeOpensslKeys<"development" | "production" | "stranger">>[0];
  let removeKeys: () => void;
  let database: OpenDatabase;
  let servers: readonly [BotServer, BotServer];
  let healthy = true;
  const events = new Map<string, RequestEvent[]>();
  const errors: string[] = [];

  beforeAll(async () => {
    [keys, removeKeys] = makeOpensslKeys(["development", "production", "stranger"]);
    const { development, production } = keys;
    database = await openDatabase({});
    const store = await createLeaveStore(database.db, { now: NOW });
    const leavesOf = (): never => {
      throw new Error("The database is on fire.");
    };
    const bot = createLeaveBot({ store: { ...store, leavesOf }, visitor, now: () => NOW });
    const ping = (): Promise<void> => (healthy ? store.ping() : Promise.reject(new Error("down")));
    const probes = health({ checks: { database: ping }, maxLoopDelayMs: 3_600_000 });
    servers = await startServers(bot, { host: "127.0.0.1", port: 0, koaPort: 0 }, (framework) => {
      const seen: RequestEvent[] = [];
      events.set(framework, seen);
      return {
        publicKey: { development: development.publicKey, production: production.publicKey },
        explainFailures: 0,
        probes,
        onEvent: (event) => void seen.push(event),
        onError: (error) => void errors.push(error.code),
      };
    });
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close(0)));
    await database.close();
    removeKeys();
  });

  const welcome = '{"todo":"welcome","environment":"development","clientData":{"name":"S\\u00e9bastien"}}';
  const execute = async (action: string): Promise<string> => {
    const clientData = await loggedIn("a@example.com", "development");
    return JSON.stringify({ todo: "execute", environment: "development", action: { namespace: action }, clientData });
  };

  describe.each(["Express", "Koa"] as const)("at %s", (framework: Framework) => {
    const server = (): BotServer => servers.find((one) => one.framework === framework)!;
    const url = (): string => server().webhookUrl;
    const lastEvent = (): RequestEvent | undefined => events.get(framework)?.at(-1);

    test("is accepted, with the key of its environment", async () => {
      const answer = await send(url(), { body: welcome, signatures: [keys.development.sign(welcome)] });
      expect(answer).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
      expect(JSON.parse(answer.body)).toMatchObject({
        welcome_response: { message: expect.stringMatching(/^Hello Sébastien!/) as string },
      });
      expect(lastEvent()).toMatchObject({ outcome: "answered", environment: "development" });

      const production = welcome.replace("development", "production");
      expect(await send(url(), { body: production, signatures: [keys.production.sign(production)] })).toMatchObject({
        status: 200,
      });
      expect(lastEvent()).toMatchObject({ outcome: "answered", environment: "production" });
    });

    const signed = (body: string) => ({ body, signatures: [keys.development.sign(body)] });
    test.each([
      ["without a header", 401, "signature-missing", () => ({ body: welcome })],
      [
        "with two headers",
        401,
        "signature-repeated",
        () => ({ body: welcome, signatures: [keys.development.sign(welcome), keys.development.sign(welcome)] }),
      ],
      [
        "with a body that was changed",
        401,
        "signature-mismatch",
        () => ({ ...signed(welcome), body: welcome.replace("\\u00e9", "é") }),
      ],
      [
        "signed by another key",
        401,
        "signature-mismatch",
        () => ({ body: welcome, signatures: [keys.stranger.sign(welcome)] }),
      ],
      [
        "for production, signed by the development key",
        401,
        "wrong-environment",
        () => signed(welcome.replace("development", "production")),
      ],
      ["that is no JSON", 400, "invalid-request", () => signed("todo=welcome")],
      ["by GET", 405, "method", () => ({ method: "GET" })],
      ["by PUT", 405, "method", () => ({ ...signed(welcome), method: "PUT" })],
      ["of 2 MB", 413, "body-too-large", () => signed(welcome.replace("}}", `","x":"${"x".repeat(2_000_000)}"}}`))],
    ] as const)("is refused %s: %i, and not a word about why", async (_what, status, reason, request) => {
      const answer = await send(url(), request());
      expect(answer).toMatchObject({ status, body: "" });
      expect(answer.headers["content-type"]).toBeUndefined();
      // What is kept from the caller, the author's log has.
      expect(lastEvent()).toMatchObject({ outcome: "refused", status, reason });
    });

    test.each([
      ["throws", "MyLeaves", "failed", "ERR_HANDLER_FAILED", /^Sorry, that did not work\./],
      ["returns 200 KB", "AuditTrail", "failed", "ERR_RESPONSE_TOO_LARGE", /^Sorry, that did not work\./],
      ["takes 8 s", "YearlyReport", "late", "ERR_DEADLINE", /^This takes longer/],
    ])("whose handler %s gets an answer that the platform takes", async (_what, action, outcome, code, words) => {
      errors.length = 0;
      const started = performance.now();
      const answer = await send(url(), signed(await execute(action)));
      // Before the handler is done. That it is within the platform's 5 s, `npm start -- --once` shows, on a machine that does nothing else.
      expect(performance.now() - started).toBeLessThan(8_000);
      expect(lastEvent()).toMatchObject({ outcome });
      expect(Buffer.byteLength(answer.body)).toBeLessThan(RESPONSE_LIMIT_BYTES);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toMatchObject({
        status: "execution",
        message: expect.stringMatching(words) as string,
      });
      expect(errors[0]).toBe(code);
    });

    test("the other pages say what runs here, and whether it is well", async () => {
      const { url: base } = server();
      const page = await send(`${base}/`, { method: "GET" });
      expect(JSON.parse(page.body)).toMatchObject({ framework, webhook: "POST /convokraft" });
      expect(await send(`${base}/health`, { method: "GET" })).toMatchObject({ status: 200, body: '{"status":"ok"}' });
      healthy = false;
      expect(await send(`${base}/health`, { method: "GET" })).toMatchObject({ status: 503 });
      expect(await send(`${base}/readyz`, { method: "GET" })).toMatchObject({
        status: 503,
        body: '{"isReady":false,"failed":["database"]}',
      });
      expect(await send(`${base}/livez`, { method: "GET" })).toMatchObject({ status: 200 });
      healthy = true;
      expect(await send(`${base}/readyz`, { method: "GET" })).toMatchObject({ status: 200 });
      expect(await send(`${base}/elsewhere`, { method: "GET" })).toMatchObject({ status: 404 });
    });
  });
});
