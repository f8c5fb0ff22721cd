// Our dispatch and that of other platforms' kits: from a signed request to the handler's answer, in this process and
// without a server, each with its own signature check. DSA is expensive, so ours runs twice: with and without its check.
import { Buffer } from "node:buffer";
import { createHmac, generateKeyPairSync, sign as signEd25519 } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { installTool } from "../../scripts/tools.mjs";
import { print, race } from "../race.mjs";
import { header, publicKey } from "./load.mjs";
import { body, makeBot, WORDS } from "./sample.mjs";

const secret = "a secret that both sides know";
const size = body.byteLength;

/** Prints requests per second, and each one's ratio to our dispatch without a check. @returns the rates of each */
export async function racePeers(rounds, { isQuiet = false } = {}) {
  const contenders = [...(await ours()), ...(await peers())];
  const results = await race(contenders, rounds);
  if (isQuiet) return results;
  return print(`Dispatch, each with its own check: ${size} bytes`, results);
}

async function ours() {
  const bot = await import("../../packages/bot/dist/index.js");
  const contender = (name, key) => {
    const answer = bot.receive(makeBot(bot), { publicKey: key });
    const request = { method: "POST", header: () => header, body: async () => body };
    return { name, oneThread: true, run: async () => (await answer(request)).status === 200 };
  };
  return [contender("@ck/bot, unsigned", false), contender("@ck/bot, DSA 2048/256", publicKey)];
}

async function peers() {
  const contenders = [];
  for (const [name, { check, make }] of Object.entries(peersByName)) {
    const { home, version } = installTool(name);
    // Imported from a module next to it: some have no build for require.
    const beside = path.join(home, "library.mjs");
    writeFileSync(beside, `import * as library from ${JSON.stringify(name)};\nexport { library };\n`);
    const { library } = await import(pathToFileURL(beside).href);
    contenders.push({
      name: `${name} ${version}, ${check}`,
      oneThread: true,
      run: await make(library),
    });
  }
  return contenders;
}

/** Kits that only check a signature leave the dispatch to the author: here, a JSON.parse. */
const peersByName = {
  "@octokit/webhooks": { check: "HMAC", make: octokit },
  "@slack/bolt": { check: "HMAC", make: bolt },
  grammy: { check: "a shared token", make: grammy },
  "@line/bot-sdk": { check: "HMAC, no dispatch", make: line },
  "discord-interactions": { check: "Ed25519, no dispatch", make: discord },
};

export const PEERS = Object.keys(peersByName);

/** A JSON text with the same words and as many bytes as our request: text of one byte a character is parsed in half the time. */
function padded(value) {
  const length = Buffer.byteLength(JSON.stringify({ ...value, words: WORDS, pad: "" }));
  return JSON.stringify({ ...value, words: WORDS, pad: "x".repeat(size - length) });
}

function hmac(text, encoding) {
  return createHmac("sha256", secret).update(text).digest(encoding);
}

function octokit({ Webhooks }) {
  const webhooks = new Webhooks({ secret });
  let handled = 0;
  webhooks.on("issues.opened", () => void handled++);
  const payload = padded({ action: "opened" });
  const signature = `sha256=${hmac(payload, "hex")}`;
  return async () => {
    const before = handled;
    await webhooks.verifyAndReceive({ id: "1", name: "issues", signature, payload });
    return handled > before;
  };
}

async function bolt({ App, AwsLambdaReceiver, LogLevel }) {
  const receiver = new AwsLambdaReceiver({ signingSecret: secret, logLevel: LogLevel.ERROR });
  const authorize = async () => ({ botToken: "x", botId: "B", botUserId: "U" });
  const app = new App({ receiver, authorize, logLevel: LogLevel.ERROR });
  app.action("book", ({ ack }) => ack());
  const text = padded({
    type: "block_actions",
    actions: [{ type: "button", action_id: "book" }],
    team: { id: "T" },
    user: { id: "U" },
  });
  const form = `payload=${encodeURIComponent(text)}`;
  const handle = await receiver.start();
  return async () => {
    // It rejects requests that are older than five minutes.
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${hmac(`v0:${timestamp}:${form}`, "hex")}`,
    };
    return (await handle({ body: form, headers, isBase64Encoded: false }, {}, () => undefined)).statusCode === 200;
  };
}

function grammy({ Bot, webhookCallback }) {
  const botInfo = { id: 1, is_bot: true, first_name: "b", username: "b" };
  const bot = new Bot("1:x", { botInfo });
  let handled = 0;
  bot.on("message:text", () => void handled++);
  const handle = webhookCallback(bot, "std/http", { secretToken: secret.replaceAll(" ", "-") });
  const text = padded({
    update_id: 1,
    message: { message_id: 1, date: 1, chat: { id: 1, type: "private" }, text: "hi" },
  });
  const headers = { "x-telegram-bot-api-secret-token": secret.replaceAll(" ", "-") };
  return async () => {
    const before = handled;
    await handle(new Request("http://bot/", { method: "POST", headers, body: text }));
    return handled > before;
  };
}

function line({ validateSignature }) {
  const text = padded({ destination: "U", events: [{ type: "message", message: { type: "text", text: "hi" } }] });
  const signature = hmac(text, "base64");
  return async () => validateSignature(text, secret, signature) && JSON.parse(text).events.length === 1;
}

function discord({ verifyKey }) {
  const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
  const raw = key.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
  const text = padded({ type: 2, data: { name: "book" } });
  const timestamp = "1700000000";
  const signature = signEd25519(null, Buffer.from(timestamp + text), privateKey).toString("hex");
  return async () => (await verifyKey(text, signature, timestamp, raw)) && JSON.parse(text).type === 2;
}
