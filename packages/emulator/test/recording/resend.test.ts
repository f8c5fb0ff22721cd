import { generateKeyPair, importPrivateKey, signAsync, verifySync } from "@ck/signature";
import { beforeAll, expect, it } from "vitest";
import { createEmulator, resend, textOf, toBody, type Exchange, type Sign } from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";
import { leaveServer, servePlain, type PlainServer } from "../support/plain-server.js";

let publicKey: string;
let sign: Sign;
beforeAll(async () => {
  const pair = await generateKeyPair({ modulusLength: 2048, divisorLength: 256 });
  publicKey = pair.publicKey;
  const key = importPrivateKey(pair.privateKey);
  sign = (body) => signAsync(body, key);
});

/** A server that checks signatures, and one exchange with it. */
async function record(): Promise<{ server: PlainServer; exchange: Exchange; signatures: unknown[] }> {
  const signatures: unknown[] = [];
  const server = await servePlain((request, raw) => {
    const signature = raw.req.headers["x-convokraft-signature"];
    signatures.push(signature);
    if (verifySync(raw.body, signature, publicKey).valid) return leaveServer(request, raw);
    raw.res.writeHead(401).end();
    return undefined;
  });
  const bot = leaveBot(server.url, { webhook: { url: server.url, secured: true } });
  const chat = await createEmulator({ bot, sign }).openChat();
  await chat.say("Sing");
  return { server, exchange: chat.transcript.turns[1]!.exchanges[0]!, signatures };
}

it("sends the same bytes with the same signature", async () => {
  const { server, exchange, signatures } = await record();
  const again = await resend(exchange);
  expect(again.verdict).toMatchObject({
    outcome: "answered",
    answer: exchange.verdict.outcome === "answered" ? exchange.verdict.answer : {},
  });
  expect(again.id).not.toBe(exchange.id);
  expect(server.bodies.at(-1)).toEqual(server.bodies.at(-2));
  expect(signatures.at(-1)).toBe(signatures.at(-2));
});

it("sends what was edited with the old signature, which is refused, or with a new one", async () => {
  const { exchange } = await record();
  const edit = (request: object) => ({ ...request, userInput: "Dance" });
  expect(await resend(exchange, { edit })).toMatchObject({ response: { status: 401 } });
  const signed = await resend(exchange, { edit, sign });
  expect(textOf(signed.response!.body)).toContain("You said: Dance");
});

it("sends a big number as it was recorded when something else is edited", async () => {
  const { exchange, server } = await record();
  const recorded = '{"todo":"fallback","userInput":"Hi","clientData":{"order":12345678901234567890}}';
  const big = { ...exchange, request: { ...exchange.request, body: toBody(new TextEncoder().encode(recorded)) } };
  await resend(big, { sign, edit: (request) => ({ ...request, userInput: "Ho" }) });
  expect(new TextDecoder().decode(server.bodies.at(-1) as never)).toBe(recorded.replace("Hi", "Ho"));
});

it("judges the answer by what the edited request asks", async () => {
  const { exchange } = await record();
  const welcome = await resend(exchange, { sign, edit: () => '{ "todo": "welcome", "environment": "development" }' });
  expect(welcome).toMatchObject({ todo: "welcome", verdict: { outcome: "answered", answer: { kind: "welcome" } } });
  expect(welcome.request.body.content).toBe('{ "todo": "welcome", "environment": "development" }');
});

it("sends to another URL", async () => {
  const { exchange } = await record();
  const other = await servePlain(() => ({ status: "handled", message: "Other." }));
  expect(await resend(exchange, { url: other.url })).toMatchObject({
    request: { url: other.url },
    verdict: { outcome: "answered" },
  });
});

it("refuses what cannot be sent", async () => {
  const { exchange } = await record();
  await expect(resend(exchange, { url: "file:///x" })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
  await expect(resend(exchange, { edit: () => undefined })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
  const odd = { ...exchange, request: { ...exchange.request, body: toBody(Uint8Array.of(0xff)) } };
  await expect(resend(odd, { edit: (request) => request })).rejects.toMatchObject({ code: "ERR_RECORDING" });
});
