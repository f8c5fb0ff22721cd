import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import * as bot from "@ck/bot";
import * as bullmq from "@ck/bullmq";
import * as catalyst from "@ck/catalyst";
import * as cli from "@ck/cli";
import * as project from "@ck/create-bot";
import * as desk from "@ck/desk";
import * as emulator from "@ck/emulator";
import * as express from "@ck/express";
import * as fastify from "@ck/fastify";
import * as fetchAdapter from "@ck/fetch";
import * as koa from "@ck/koa";
import * as lambda from "@ck/lambda";
import * as listen from "@ck/listen";
import * as markup from "@ck/markup";
import * as node from "@ck/node";
import * as opentelemetry from "@ck/opentelemetry";
import * as page from "@ck/page";
import * as protocol from "@ck/protocol";
import * as rateLimit from "@ck/rate-limit";
import * as redis from "@ck/redis";
import * as signature from "@ck/signature";
import * as testing from "@ck/testing";
import * as visitor from "@ck/visitor";
import { describe, expect, it } from "vitest";
import { root } from "./published.js";

/** Options with a wrong name in them, which TypeScript would refuse. */
type Wrong = never;
type Call = (wrong: Wrong) => unknown;

const hello = bot.createBot({ actions: { Hello: bot.action({ execute: () => "Hello!" }) } });
const receiving = { publicKey: false } as const;
const webhook = { nearest: "deadlineMs", wrong: "deadlinMs" };
const key = (await signature.generateKeyPair({ parameters: "published" })).publicKey;
const emulated = emulator.defineEmulatedBot(emulator.starterDefinition());
const transcript = { chatId: "1", bot: "b", environment: "development", clientData: {}, page: "", turns: [] } as const;
const with_ = (options: object, wrong: Wrong): never => ({ ...options, ...(wrong as object) }) as never;

/** Every exported function that takes options: how to call it with wrong ones, and an option of it with a letter missing. */
const table: Record<string, readonly [call: Call, wrong: string, nearest: string]> = {
  "bot action": [(wrong) => bot.action(with_({ execute: () => "" }, wrong)), "parms", "params"],
  "bot cleanError": [(wrong) => bot.cleanError(new Error(), wrong), "causeMesages", "causeMessages"],
  "bot createBot": [(wrong) => bot.createBot(with_({ actions: {} }, wrong)), "fallbak", "fallback"],
  "bot createFactory": [(wrong) => bot.createFactory(wrong), "us", "use"],
  "bot boolean": [(wrong) => bot.boolean(wrong), "invlid", "invalid"],
  "bot createJobRunner": [
    (wrong) => bot.createJobRunner(hello, with_({ store: bot.memoryStore() }, wrong)),
    "giveUpMS",
    "giveUpMs",
  ],
  "bot date": [(wrong) => bot.date(wrong), "timezon", "timeZone"],
  "bot dateTime": [(wrong) => bot.dateTime(wrong), "timezon", "timeZone"],
  "bot decimal": [(wrong) => bot.decimal(wrong), "precison", "precision"],
  "bot defineConsole": [(wrong) => bot.defineConsole(hello, wrong), "securd", "secured"],
  "bot email": [(wrong) => bot.email(wrong), "invlid", "invalid"],
  "bot integer": [(wrong) => bot.integer(wrong), "mim", "min"],
  "bot lateAnswerStream": [
    (wrong) => bot.lateAnswerStream(with_({ lateAnswers: { store: bot.memoryStore() } }, wrong)),
    "orgins",
    "origins",
  ],
  "bot memoryStore": [(wrong) => bot.memoryStore(wrong), "maxByte", "maxBytes"],
  "bot multiSelection": [(wrong) => bot.multiSelection({ a: "A" }, wrong), "invlid", "invalid"],
  "bot range": [(wrong) => bot.range(bot.integer(), wrong), "invlid", "invalid"],
  "bot receive": [(wrong) => bot.receive(hello, with_(receiving, wrong)), webhook.wrong, webhook.nearest],
  "bot schema": [
    (wrong) => bot.schema({ "~standard": { version: 1, vendor: "x", validate: () => ({ value: 1 }) } }, wrong),
    "invlid",
    "invalid",
  ],
  "bot selection": [(wrong) => bot.selection({ a: "A" }, wrong), "invlid", "invalid"],
  "bot suggestAction": [
    (wrong) => bot.suggestAction(hello, "Say hello", with_({ action: "Hello" }, wrong)),
    "parms",
    "params",
  ],
  "bot startupChecks": [(wrong) => bot.startupChecks(wrong), "lateAnswer", "lateAnswers"],
  "bot text": [(wrong) => bot.text(wrong), "patern", "pattern"],
  "bot time": [(wrong) => bot.time(wrong), "invlid", "invalid"],
  "bot user": [(wrong) => bot.user(wrong), "invlid", "invalid"],
  "bullmq bullQueue": [(wrong) => bullmq.bullQueue("redis://127.0.0.1:1", wrong), "attemps", "attempts"],
  "bullmq createWorker": [
    (wrong) =>
      bullmq.createWorker(hello, with_({ connection: "redis://127.0.0.1:1", store: bot.memoryStore() }, wrong)),
    "concurency",
    "concurrency",
  ],
  "catalyst integration": [(wrong) => catalyst.integration(hello, wrong), webhook.wrong, webhook.nearest],
  "catalyst webhook": [(wrong) => catalyst.webhook(hello, with_(receiving, wrong)), webhook.wrong, webhook.nearest],
  "cli checkWebhook": [(wrong) => cli.checkWebhook(with_({ url: "http://127.0.0.1:1" }, wrong)), "overlp", "overlap"],
  "opentelemetry instrument": [(wrong) => opentelemetry.instrument(wrong), "tracerProvder", "tracerProvider"],
  "create-bot projectFiles": [(wrong) => project.projectFiles(with_({ name: "x" }, wrong)), "adaptr", "adapter"],
  "create-bot writeProject": [
    (wrong) => project.writeProject("unused", with_({ name: "x" }, wrong)),
    "adaptr",
    "adapter",
  ],
  "desk serveDesk": [(wrong) => desk.serveDesk(with_({ bot: emulated }, wrong)), "recording", "recordings"],
  "emulator compareTranscripts": [
    (wrong) => emulator.compareTranscripts(transcript, transcript, wrong),
    "ignor",
    "ignore",
  ],
  "emulator createConversation": [
    (wrong) =>
      emulator.createConversation(
        with_({ bot: emulated, environment: "development", clientData: {}, page: "", now: () => new Date() }, wrong),
      ),
    "pik",
    "pick",
  ],
  "emulator createEmulator": [(wrong) => emulator.createEmulator(with_({ bot: emulated }, wrong)), "vaul", "vault"],
  "emulator createMemoryVault": [(wrong) => emulator.createMemoryVault(wrong), "key", "keys"],
  "emulator defineEmulatedBot": [
    (wrong) => emulator.defineEmulatedBot(emulator.starterDefinition(), wrong),
    "onWarnin",
    "onWarning",
  ],
  "emulator deliver": [
    (wrong) => emulator.deliver({ todo: "welcome" } as never, with_({ url: "http://127.0.0.1:1" }, wrong)),
    "sgn",
    "sign",
  ],
  "emulator openStateFile": [(wrong) => emulator.openStateFile("unused", wrong), "maxByte", "maxBytes"],
  "emulator openVault": [
    (wrong) => emulator.openVault("unused", with_({ passphrase: "x" }, wrong)),
    "waitMS",
    "waitMs",
  ],
  "emulator parseDefinition": [
    (wrong) => emulator.parseDefinition(emulator.toJson(emulator.starterDefinition()), wrong),
    "fil",
    "file",
  ],
  "emulator readDefinition": [
    (wrong) => emulator.readDefinition(path.join(root, "apps/demo/convokraft.json"), wrong),
    "onWarnin",
    "onWarning",
  ],
  "emulator replay": [(wrong) => emulator.replay(transcript, undefined as never, wrong), "ignor", "ignore"],
  "emulator replayRest": [
    (wrong) => emulator.replayRest(undefined as never, 0, undefined as never, wrong),
    "ignor",
    "ignore",
  ],
  "emulator resend": [(wrong) => emulator.resend({ request: {} } as never, wrong), "sgn", "sign"],
  "emulator starterDefinition": [(wrong) => emulator.starterDefinition(wrong), "nam", "name"],
  "express webhook": [(wrong) => express.webhook(hello, with_(receiving, wrong)), webhook.wrong, webhook.nearest],
  "fastify webhook": [(wrong) => fastify.webhook(hello, with_(receiving, wrong)), webhook.wrong, webhook.nearest],
  "fetch webhook": [(wrong) => fetchAdapter.webhook(hello, with_(receiving, wrong)), webhook.wrong, webhook.nearest],
  "koa webhook": [(wrong) => koa.webhook(hello, with_(receiving, wrong)), webhook.wrong, webhook.nearest],
  "lambda webhook": [(wrong) => lambda.webhook(hello, with_(receiving, wrong)), webhook.wrong, webhook.nearest],
  "listen createRecorder": [
    (wrong) => listen.createRecorder(with_({ folder: "unused", url: "http://127.0.0.1:1" }, wrong)),
    "maxFile",
    "maxFiles",
  ],
  "listen listen": [(wrong) => listen.listen(with_({ forward: "http://127.0.0.1:1" }, wrong)), "prot", "port"],
  "listen record": [(wrong) => listen.record(with_({ folder: "unused" }, wrong)), "maxFile", "maxFiles"],
  "markup escape": [(wrong) => markup.escape("x", wrong), "usin", "using"],
  "markup fromMarkdown": [(wrong) => markup.fromMarkdown("x", wrong), "softBreak", "softBreaks"],
  "markup toHtml": [(wrong) => markup.toHtml("x", wrong), "allowImage", "allowImages"],
  "node lateAnswerStream": [
    (wrong) => node.lateAnswerStream(with_({ lateAnswers: { store: bot.memoryStore() } }, wrong)),
    "orgins",
    "origins",
  ],
  "node health": [(wrong) => node.health(wrong), "drainMS", "drainMs"],
  "node shutdown": [(wrong) => node.shutdown(createServer(), wrong), "graceMS", "graceMs"],
  "node webhook": [(wrong) => node.webhook(hello, with_(receiving, wrong)), webhook.wrong, webhook.nearest],
  "page chatWindow": [(wrong) => page.chatWindow(wrong), "timeoutMS", "timeoutMs"],
  "page showLateAnswers": [
    (wrong) => page.showLateAnswers({} as never, with_({ url: "https://bot.example/" }, wrong)),
    "shw",
    "show",
  ],
  "protocol askParam": [(wrong) => protocol.askParam("p", "m", wrong), "option", "options"],
  "protocol contact": [(wrong) => protocol.contact(wrong), "field", "fields"],
  "protocol decodeDate": [(wrong) => protocol.decodeDate("x", wrong), "timezon", "timeZone"],
  "protocol decodeDateTime": [(wrong) => protocol.decodeDateTime("x", wrong), "timezon", "timeZone"],
  "protocol decodeDecimal": [(wrong) => protocol.decodeDecimal(1, wrong), "precison", "precision"],
  "protocol decodeInteger": [(wrong) => protocol.decodeInteger(1, wrong), "mim", "min"],
  "protocol decodeText": [(wrong) => protocol.decodeText("x", wrong), "patern", "pattern"],
  "protocol execution": [(wrong) => protocol.execution("m", wrong), "cards", "card"],
  "protocol failure": [(wrong) => protocol.failure("m", wrong), "followUp", "followup"],
  "protocol file": [(wrong) => protocol.file("a", "https://example.com/a", wrong), "formt", "format"],
  "protocol handled": [(wrong) => protocol.handled("m", wrong), "cards", "card"],
  "protocol option": [(wrong) => protocol.option(1, "One", wrong), "imag", "image"],
  "protocol parseResponse": [(wrong) => protocol.parseResponse({}, wrong), "maxByte", "maxBytes"],
  "protocol prompt": [(wrong) => protocol.prompt("p", "m", wrong), "option", "options"],
  "protocol serializeResponse": [
    (wrong) => protocol.serializeResponse(protocol.askNext(), wrong),
    "maxByte",
    "maxBytes",
  ],
  "protocol stringifyResponse": [
    (wrong) => protocol.stringifyResponse(protocol.askNext(), wrong),
    "maxByte",
    "maxBytes",
  ],
  "protocol suggestion": [(wrong) => protocol.suggestion("m", wrong), "param", "params"],
  "protocol welcome": [(wrong) => protocol.welcome("m", wrong), "cards", "card"],
  "rate-limit rateLimit": [(wrong) => rateLimit.rateLimit(wrong), "limitr", "limiter"],
  "redis redisStore": [(wrong) => redis.redisStore("redis://127.0.0.1:1", wrong), "prefx", "prefix"],
  "signature checkDomainParameters": [
    (wrong) => signature.checkDomainParameters(signature.exportPublicKey(key, "numbers"), wrong),
    "alow",
    "allow",
  ],
  "signature checkHeader": [(wrong) => signature.checkHeader("AAAA", wrong), "encodng", "encoding"],
  "signature checkPublicKey": [(wrong) => signature.checkPublicKey(key, wrong), "alow", "allow"],
  "signature configureEngine": [(wrong) => signature.configureEngine(wrong), "maxTableByte", "maxTableBytes"],
  "signature createKeyRing": [(wrong) => signature.createKeyRing({ development: key }, wrong), "alow", "allow"],
  "signature explain": [(wrong) => signature.explain("{}", "AAAA", key, wrong), "otherKey", "otherKeys"],
  "signature generateKeyPair": [(wrong) => signature.generateKeyPair(wrong), "parameter", "parameters"],
  "signature importPrivateKey": [(wrong) => signature.importPrivateKey("", wrong), "passphras", "passphrase"],
  "signature importPublicKey": [(wrong) => signature.importPublicKey(key, wrong), "alow", "allow"],
  "signature keysFromFiles": [(wrong) => signature.keysFromFiles(wrong), "prodution", "production"],
  "signature keysFromVariables": [(wrong) => signature.keysFromVariables(wrong, {}), "prodution", "production"],
  "signature loadKeyRing": [
    (wrong) => signature.loadKeyRing(() => ({ development: key }), wrong),
    "refreshMS",
    "refreshMs",
  ],
  "signature sign": [(wrong) => signature.sign("{}", "", wrong), "encodng", "encoding"],
  "signature signAsync": [(wrong) => signature.signAsync("{}", "", wrong), "encodng", "encoding"],
  "signature verify": [(wrong) => signature.verify("{}", "AAAA", key, wrong), "engin", "engine"],
  "signature verifyMaybeSync": [(wrong) => signature.verifyMaybeSync("{}", "AAAA", key, wrong), "engin", "engine"],
  "signature verifySync": [(wrong) => signature.verifySync("{}", "AAAA", key, wrong), "engin", "engine"],
  "testing conformance": [
    (wrong) => testing.conformance({ name: "x", start: () => Promise.reject(new Error()) }, wrong),
    "timeoutMS",
    "timeoutMs",
  ],
  "testing converse": [(wrong) => testing.converse(hello, wrong), webhook.wrong, webhook.nearest],
  "testing startProgram": [(wrong) => testing.startProgram(["false"], wrong), "enw", "env"],
  "visitor signVisitor": [(wrong) => visitor.signVisitor({ id: "u" }, wrong), "expiresin", "expiresIn"],
  "visitor verified": [(wrong) => visitor.verified(wrong), "schem", "schema"],
};

/** Options inside of options, and those of methods. */
const inside: typeof table = {
  "receive, replay": [
    (wrong) => bot.receive(hello, { publicKey: key, replay: with_({ store: bot.memoryStore() }, wrong) }),
    "onReplai",
    "onReplay",
  ],
  "receive, lateAnswers": [
    (wrong) => bot.receive(hello, { ...receiving, lateAnswers: with_({ store: bot.memoryStore() }, wrong) }),
    "giveUpMS",
    "giveUpMs",
  ],
  "createBot, an action": [
    (wrong) => bot.createBot({ actions: { Hello: with_({ execute: () => "" }, wrong) } }),
    "button",
    "buttons",
  ],
  "createWorker, keepFailed": [
    (wrong) =>
      bullmq.createWorker(hello, { connection: "redis://127.0.0.1:1", store: bot.memoryStore(), keepFailed: wrong }),
    "ageMS",
    "ageMs",
  ],
  "createEmulator, limits": [
    (wrong) => emulator.createEmulator({ bot: emulated, vault: emulator.createMemoryVault(), limits: wrong }),
    "maxByte",
    "maxBytes",
  ],
  openChat: [
    (wrong) => emulator.createEmulator({ bot: emulated, vault: emulator.createMemoryVault() }).openChat(wrong),
    "clientDat",
    "clientData",
  ],
  "a vault's signer": [(wrong) => emulator.createMemoryVault().signer(wrong), "hsh", "hash"],
  "converse, execute": [(wrong) => testing.converse(hello).execute("Hello", wrong), "parms", "params"],
  "converse, prompt": [(wrong) => testing.converse(hello).prompt("Hello", wrong), "previousParm", "previousParam"],
  "converse, button": [(wrong) => testing.converse(hello).button("Hello", "x", wrong), "dat", "data"],
};

describe("an option that does not exist is refused, with the one that was probably meant", () => {
  it.each(Object.entries({ ...table, ...inside }))("%s", async (_name, [call, wrong, nearest]) => {
    const hint = `Unknown option \`${wrong}\`. Did you mean \`${nearest}\`? The options of `;
    await expect(new Promise((resolve) => resolve(call({ [wrong]: 1 } as Wrong)))).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringContaining(hint) as unknown,
    });
  });
});

describe("an option that is undefined counts as left out, whatever its name", () => {
  it.each([
    ["receive", () => bot.receive(hello, with_({ ...receiving, waitUntil: undefined }, { x: undefined } as Wrong))],
    ["memoryStore", () => bot.memoryStore({ x: undefined } as Wrong)],
    ["health", () => node.health({ x: undefined } as Wrong)],
    ["importPublicKey", () => signature.importPublicKey(key, { x: undefined } as Wrong)],
    ["fromMarkdown", () => markup.fromMarkdown("x", { x: undefined } as Wrong)],
    ["starterDefinition", () => emulator.starterDefinition({ x: undefined } as Wrong)],
    ["redisStore", () => redis.redisStore("redis://127.0.0.1:1", { x: undefined } as Wrong).close()],
  ])("%s", async (_name, call) => {
    await expect((async () => void (await call()))()).resolves.toBeUndefined();
  });
});

it("an instance of a class may have fields that a bot does not know", () => {
  class Bot {
    readonly actions = {};
    readonly database = "db";
    welcome(): string {
      return this.database;
    }
  }
  expect(() => bot.createBot(new Bot())).not.toThrow();
});

/** Functions whose last argument is not options, or is checked where it would be slow: for each request. */
const EXCEPTIONS = new Set([
  "bot requireKnownOptions",
  "bot requireNumber",
  "bot collectBody",
  "emulator bytesOf",
  "emulator judgeFault",
  "listen dialectOf",
  "node finishHeaders",
  "node toRawRequest",
  "protocol describeWrongOptions",
  "protocol decodeSelection",
  "protocol decodeMultiSelection",
]);

it("the table holds every exported function that takes options", () => {
  const missing = readdirSync(path.join(root, "packages")).flatMap((folder) => {
    const api = readFileSync(path.join(root, "packages", folder, "api.md"), "utf8");
    return [...api.matchAll(/^(?:export )?function (\w+?)(?:_\d)?(?:<.*?>)?\((.*(?:[oO]ptions|input\d?\??:|\{$).*)/gm)]
      .map(([, name = ""]) => `${folder} ${name}`)
      .filter((name) => !(name in table) && !EXCEPTIONS.has(name));
  });
  expect(missing).toEqual([]);
});
