import { once } from "node:events";
import {
  connect,
  constants,
  createSecureServer,
  createServer,
  type ClientHttp2Stream,
  type ServerHttp2Stream,
} from "node:http2";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { connect as connectTls, type TlsOptions } from "node:tls";
import { action, createBot, type ReceiveOptions, type RequestEvent } from "@ck/bot";
import { generateKeyPair, sign } from "@ck/signature";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { toRawRequest, webhook, type NodeListener } from "../src/index.js";

const SIGNATURE = "x-convokraft-signature";
/** The shape of a signature: with any other header the body is not read. */
const SHAPE = "MAYCAQECAQE=";
const BODY = '{"todo":"execute","action":"Hello","environment":"production"}';

/** A pre-shared key instead of a certificate: TLS without a file. */
const psk = Buffer.alloc(32, 7);
const secret: TlsOptions = { ciphers: "PSK-AES128-GCM-SHA256", maxVersion: "TLSv1.2", pskCallback: () => psk };
const asClient = {
  ...secret,
  pskCallback: () => ({ psk, identity: "test" }),
  checkServerIdentity: () => undefined,
} as const;

let keys: { publicKey: string; privateKey: string };
beforeAll(async () => {
  keys = await generateKeyPair({ modulusLength: 2048, divisorLength: 224 });
});
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

const bot = createBot({ actions: { Hello: action({ execute: () => "Grüße" }) } });

describe.each(["h2c", "h2 over TLS"])("node:http2, %s", (protocol) => {
  async function serve(options: Partial<ReceiveOptions> = {}, served = bot) {
    const events: RequestEvent[] = [];
    const listener = webhook(served, {
      publicKey: keys.publicKey,
      onEvent: (event) => events.push(event),
      explainFailures: 0,
      ...options,
    });
    const streams: ServerHttp2Stream[] = [];
    const listening = await listen((req, res) => {
      if ("stream" in res) streams.push(res.stream);
      listener(req, res);
    });
    return { ...listening, events, streams };
  }

  async function listen(listener: NodeListener) {
    const isSecure = protocol !== "h2c";
    const server = isSecure ? createSecureServer({ ...secret, allowHTTP1: true }, listener) : createServer(listener);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const session = isSecure
      ? connect(`https://127.0.0.1:${port}`, {
          createConnection: () => connectTls({ ...asClient, port, host: "127.0.0.1", ALPNProtocols: ["h2"] }),
        })
      : connect(`http://127.0.0.1:${port}`);
    closing.push(() => {
      session.destroy();
      server.close();
    });
    const post = (headers: Record<string, string | string[]> = {}): ClientHttp2Stream =>
      session.request({ ":method": "POST", ":path": "/convokraft", ...headers });
    return { port, session, post };
  }

  it("answers signed requests, many on one connection", async () => {
    const { post } = await serve();
    const streams = Array.from({ length: 20 }, () => post({ [SIGNATURE]: sign(BODY, keys.privateKey) }).end(BODY));
    for (const { status, headers, text } of await Promise.all(streams.map(read))) {
      expect(status).toBe(200);
      expect(JSON.parse(text)).toMatchObject({ status: "execution", message: "Grüße" });
      expect(headers).toMatchObject({
        "content-type": "application/json",
        "content-length": `${Buffer.byteLength(text)}`,
      });
    }
  });

  it("notices a repeated signature, which the module joins into one value", async () => {
    const { post, events } = await serve();
    const signature = sign(BODY, keys.privateKey);
    expect(await read(post({ [SIGNATURE]: [signature, signature] }).end(BODY))).toMatchObject({
      status: 401,
      text: "",
    });
    expect(events).toEqual([expect.objectContaining({ reason: "signature-repeated" })]);
  });

  it("ignores pseudo headers", async () => {
    const values: unknown[] = [];
    const { post } = await listen((req, res) => {
      const { header } = toRawRequest(req, res);
      values.push(header("path"), header("method"), header("X-Mine"));
      res.end();
    });
    await read(post({ "x-mine": ["a", "b"] }).end());
    expect(values).toEqual([[], [], ["a", "b"]]);
  });

  it.each(["GET", "HEAD", "PUT"])("rejects %s with 405", async (method) => {
    const { post } = await serve();
    const answer = await read(post({ ":method": method }).end());
    expect(answer).toMatchObject({ status: 405, text: "", headers: { allow: "POST" } });
    expect(answer.headers).not.toHaveProperty("connection");
  });

  it("rejects large bodies and keeps the connection", async () => {
    const { post } = await serve();
    for (let n = 0; n < 10; n++) {
      const headers = n % 2 === 0 ? { [SIGNATURE]: SHAPE } : {};
      expect((await read(post(headers).end(Buffer.alloc(2_000_000)))).status).toBe(n % 2 === 0 ? 413 : 401);
    }
    expect((await read(post({ [SIGNATURE]: sign(BODY, keys.privateKey) }).end(BODY))).status).toBe(200);
  });

  it("resets the stream of a body that does not end, after the answer, and only that stream", async () => {
    const { post, streams } = await serve();
    const endless = post({ [SIGNATURE]: SHAPE });
    flood(endless);
    const [headers] = (await once(endless, "response")) as [Record<string, unknown>];
    expect(headers).toMatchObject({ ":status": 413 });
    expect(headers).not.toHaveProperty("connection");
    if (!streams[0]!.destroyed) await once(streams[0]!, "close");
    expect(streams[0]!.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
    endless.destroy();
    expect((await read(post({ [SIGNATURE]: sign(BODY, keys.privateKey) }).end(BODY))).status).toBe(200);
  });

  it("gives up on a body that arrives too slowly", async () => {
    const { post, events } = await serve({ deadlineMs: 50 });
    const slow = post({ [SIGNATURE]: SHAPE });
    slow.write("{");
    const [headers] = (await once(slow, "response")) as [Record<string, unknown>];
    expect(headers[":status"]).toBe(408);
    expect(events).toEqual([expect.objectContaining({ reason: "body-too-slow" })]);
    slow.resume();
    await once(slow, "close");
  });

  it("aborts the handler when the caller cancels the stream", async () => {
    const reached: ((signal: AbortSignal) => void)[] = [];
    const handed = new Promise<AbortSignal>((resolve) => reached.push(resolve));
    const waiting = createBot({
      actions: {
        Hello: action({
          execute: ({ signal }) => {
            reached[0]?.(signal);
            return new Promise(() => undefined);
          },
        }),
      },
    });
    const { post } = await serve({}, waiting);
    const stream = post({ [SIGNATURE]: sign(BODY, keys.privateKey) }).end(BODY);
    const signal = await handed;
    const aborted = once(signal, "abort");
    stream.close(constants.NGHTTP2_CANCEL);
    await aborted;
  });

  describe.each([{}, { "content-length": "2" }])("reports that the caller is gone if, with %o, it", (length) => {
    it.each<[string, (stream: ClientHttp2Stream) => unknown]>([
      ["cancels the stream within the body", (stream) => stream.close(constants.NGHTTP2_CANCEL)],
      ["closes it", (stream) => stream.close(constants.NGHTTP2_NO_ERROR)],
      ["destroys it", (stream) => stream.destroy()],
      ["fails", (stream) => stream.destroy(new Error("broken"))],
    ])("%s", async (_, reset) => {
      const told: ((event: RequestEvent) => void)[] = [];
      const event = new Promise<RequestEvent>((resolve) => told.push(resolve));
      const { post } = await serve({ onEvent: (event) => told[0]?.(event) });
      const stream = post({ ...length, [SIGNATURE]: sign("{", keys.privateKey) }).on("error", () => undefined);
      stream.write("{", () => setTimeout(reset, 20, stream));
      expect(await event).toMatchObject({ outcome: "gone", bytesIn: 0 });
    });
  });

  it("does not accept half of a body", async () => {
    const told: ((event: RequestEvent) => void)[] = [];
    const event = new Promise<RequestEvent>((resolve) => told.push(resolve));
    const { post, session } = await serve({ onEvent: (event) => told[0]?.(event) });
    post({ [SIGNATURE]: sign("{", keys.privateKey) }).write("{", () => session.destroy());
    expect(await event).toMatchObject({ outcome: "gone" });
  });

  if (protocol === "h2c") return;
  it("answers HTTP/1.1 on the same port", async () => {
    const { port } = await serve();
    const headers = { [SIGNATURE]: sign(BODY, keys.privateKey) };
    const req = request({ ...asClient, host: "127.0.0.1", port, method: "POST", headers });
    req.end(BODY);
    const [res] = (await once(req, "response")) as [{ statusCode: number; httpVersion: string; resume(): void }];
    expect(res).toMatchObject({ statusCode: 200, httpVersion: "1.1" });
    res.resume();
  });
});

async function read(stream: ClientHttp2Stream) {
  const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { status: headers[":status"], headers, text: Buffer.concat(chunks).toString() };
}

/** Sends until the other side stops reading. */
function flood(stream: ClientHttp2Stream): void {
  const chunk = Buffer.alloc(16_384);
  while (stream.writable && stream.write(chunk));
  if (stream.writable) stream.once("drain", () => flood(stream));
}
