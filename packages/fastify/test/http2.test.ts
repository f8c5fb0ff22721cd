import { once } from "node:events";
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { action, createBot, type ReceiveOptions, type RequestEvent } from "@ck/bot";
import { webhook } from "@ck/fastify";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import { fastify } from "fastify";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

const SIGNATURE = "x-convokraft-signature";
const BODY = '{"todo":"welcome"}';

let keys: KeyPair;
let signed: Record<string, string>;
beforeAll(async () => {
  keys = await generateKeyPair({ parameters: "published" });
  signed = { [SIGNATURE]: sign(BODY, keys.privateKey) };
});
const closing: (() => unknown)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

async function serve(options: Partial<ReceiveOptions> = {}): Promise<{
  session: ClientHttp2Session;
  post: (headers?: Record<string, string | string[]>) => ClientHttp2Stream;
  events: RequestEvent[];
  waiting: Promise<AbortSignal>;
}> {
  const events: RequestEvent[] = [];
  let begin: (signal: AbortSignal) => void;
  const waiting = new Promise<AbortSignal>((resolve) => (begin = resolve));
  const bot = createBot({
    actions: { Wait: action({ execute: ({ signal }) => (begin(signal), new Promise(() => undefined)) }) },
    welcome: () => "Grüße",
  });
  const app = fastify({ http2: true });
  const onEvent = (event: RequestEvent): unknown => events.push(event);
  app.register(webhook(bot, { publicKey: keys.publicKey, explainFailures: 0, onEvent, ...options }), {
    prefix: "/convokraft",
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
  closing.push(() => {
    session.destroy();
    return app.close();
  });
  const post = (headers: Record<string, string | string[]> = {}): ClientHttp2Stream =>
    session.request({ ":method": "POST", ":path": "/convokraft", ...headers });
  return { session, post, events, waiting };
}

async function statusOf(stream: ClientHttp2Stream): Promise<unknown> {
  const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
  expect(headers).not.toHaveProperty("connection");
  stream.resume();
  return headers[":status"];
}

describe("the plugin in an app on HTTP/2", () => {
  it("answers, and rejects a signature that is missing, wrong or repeated", async () => {
    const { post } = await serve();
    expect(await statusOf(post(signed).end(BODY))).toBe(200);
    expect(await statusOf(post().end(BODY))).toBe(401);
    expect(await statusOf(post(signed).end(`${BODY} `))).toBe(401);
    expect(await statusOf(post({ [SIGNATURE]: [signed[SIGNATURE]!, signed[SIGNATURE]!] }).end(BODY))).toBe(401);
    expect(await statusOf(post({ ":method": "GET" }).end())).toBe(405);
  });

  it("rejects large bodies and keeps the connection", async () => {
    const { post } = await serve({ maxBodyBytes: 100_000 });
    for (let n = 0; n < 5; n++) expect(await statusOf(post(signed).end(Buffer.alloc(500_000)))).toBe(413);
    expect(await statusOf(post(signed).end(BODY))).toBe(200);
  });

  it("gives up on a body that arrives too slowly", async () => {
    const { post } = await serve({ deadlineMs: 50 });
    const slow = post(signed);
    slow.write("{");
    expect(await statusOf(slow)).toBe(408);
  });

  it("reports that the caller is gone if it resets the stream within the body", async () => {
    const told: ((event: RequestEvent) => void)[] = [];
    const event = new Promise<RequestEvent>((resolve) => told.push(resolve));
    const { post } = await serve({ onEvent: (event) => told[0]?.(event) });
    const stream = post(signed);
    stream.write("{", () => setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), 20));
    expect(await event).toMatchObject({ outcome: "gone", bytesIn: 0 });
  });

  it("aborts the handler when the caller resets the stream", async () => {
    const { post, waiting } = await serve();
    const body = '{"todo":"execute","action":"Wait","environment":"production"}';
    const stream = post({ [SIGNATURE]: sign(body, keys.privateKey) }).end(body);
    const signal = await waiting;
    const aborted = once(signal, "abort");
    stream.close(constants.NGHTTP2_CANCEL);
    await aborted;
  });
});
