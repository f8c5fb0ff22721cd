import { once } from "node:events";
import { Agent, createServer, request as httpRequest, type IncomingMessage, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { action, createBot, type Bot, type BotError, type ReceiveOptions, type RequestEvent } from "../src/index.js";
import { makeKeys, signed, type Keys } from "./talk.js";

/** How the webhook stands in the app, at which path, and what else stands there. */
export type Layout =
  /** On a route of its own: `/convokraft`. */
  | "route"
  /** On a router behind a prefix: `/bots/leave/convokraft`. */
  | "router"
  /** On a route, with a JSON parser for the routes after it; `POST /other` echoes what was parsed. */
  | "beside a parser"
  /** After a parser of the whole app that keeps the raw bytes. */
  | "after a parser that keeps the bytes"
  /** After something that listens to the body as text, and keeps nothing. */
  | "after an encoding was set"
  /** After a parser of the whole app that keeps nothing. */
  | "after a parser that keeps nothing";

/** An app with the bot mounted in it. */
export type MakeApp = (bot: Bot, options: ReceiveOptions, layout: Layout) => RequestListener;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

const EXECUTE = { todo: "execute", action: "Hello", environment: "production" };
const SIGNATURE = "X-CONVOKRAFT-SIGNATURE";

/** What holds for every adapter of a server on Node's `http`, over a real port. `mend` is what the author is told when a parser ate the body. */
export function describeAdapter(name: string, makeApp: MakeApp, mend: RegExp): void {
  describe(name, () => {
    let keys: Keys;
    beforeAll(async () => {
      keys = await makeKeys();
    });

    const closing: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      await Promise.all(closing.splice(0).map((close) => close()));
    });

    const bot = createBot({
      actions: {
        Hello: action({ execute: ({ params }) => `Grüße ☕ ${JSON.stringify(params["n"] ?? "")}` }),
        Throw: action({ execute: () => Promise.reject(new Error("secret")) }),
      },
    });

    async function serve(options: Partial<ReceiveOptions> = {}, layout: Layout = "route", served: Bot = bot) {
      const errors: BotError[] = [];
      const events: RequestEvent[] = [];
      const listener = makeApp(
        served,
        {
          publicKey: keys.publicKey,
          onError: (error) => errors.push(error),
          onEvent: (event) => events.push(event),
          ...options,
        },
        layout,
      );
      const server = createServer(listener).listen(0, "127.0.0.1");
      await once(server, "listening");
      closing.push(() => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      });
      const { port } = server.address() as AddressInfo;
      const path = layout === "router" ? "/bots/leave/convokraft" : "/convokraft";
      return { port, path, errors, events };
    }

    interface Sent {
      readonly method?: string;
      readonly path?: string;
      readonly headers?: Record<string, string | string[]>;
      readonly agent?: Agent;
      readonly chunked?: boolean;
    }
    async function post(
      to: { port: number; path: string },
      body: string | Uint8Array,
      sent: Sent = {},
    ): Promise<Answer> {
      const { chunked = false, headers, ...rest } = sent;
      const length = chunked ? {} : { "content-length": Buffer.byteLength(body) };
      const req = httpRequest({
        host: "127.0.0.1",
        port: to.port,
        path: to.path,
        method: "POST",
        ...rest,
        headers: { "content-type": "application/json", ...length, ...headers },
      });
      if (chunked) for (let at = 0; at < body.length; at += 1000) req.write(body.slice(at, at + 1000));
      req.end(chunked ? undefined : body);
      const [res] = (await once(req, "response")) as [IncomingMessage];
      const chunks: Buffer[] = [];
      for await (const chunk of res) chunks.push(chunk as Buffer);
      return { status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString() };
    }

    const layouts: Layout[] = ["route", "router", "beside a parser", "after a parser that keeps the bytes"];
    it.each(layouts)("answers a signed request: mounted %s", async (layout) => {
      const to = await serve({}, layout);
      const body = JSON.stringify({ ...EXECUTE, params: { n: "☕" } });
      const answer = await post(to, body, signed(body, keys));
      expect(answer).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
      expect(JSON.parse(answer.text)).toMatchObject({ status: "execution", message: 'Grüße ☕ "☕"' });
      expect(answer.headers["content-length"]).toBe(String(Buffer.byteLength(answer.text)));
    });

    it("leaves the other routes of the app alone", async () => {
      const to = await serve({}, "beside a parser");
      expect(await post(to, '{"a":1}', { path: "/other" })).toMatchObject({ status: 200, text: '{"a":1}' });
    });

    it.each([
      ["escapes", String.raw`{"todo":"execute","action":"Hello","params":{"n":"\u2615\ud83c\udf89\/"}}`],
      ["numbers", '{"todo":"execute","action":"Hello","params":{"n":1.0,"m":1e3}}'],
      ["blanks and line ends", '\r\n{ "todo" :\t"execute",\r\n "action":"Hello" }\r\n'],
      ["a byte order mark", '\ufeff{"todo":"execute","action":"Hello"}'],
      ["a key twice", '{"todo":"welcome","todo":"execute","action":"Hello"}'],
    ])("checks the signature over the exact bytes: %s", async (_, body) => {
      const to = await serve();
      for (const chunked of [false, true]) {
        expect(await post(to, body, { ...signed(body, keys), chunked })).toMatchObject({ status: 200 });
      }
    });

    it("refuses a signed body that is not UTF-8, and does not mend it before the check", async () => {
      const body = Buffer.from([...Buffer.from('{"todo":"welcome","x":"'), 0xff, ...Buffer.from('"}')]);
      expect(await post(await serve(), body, signed(body, keys))).toMatchObject({ status: 400, text: "" });
    });

    it("takes any content type, or none", async () => {
      const to = await serve();
      const body = JSON.stringify(EXECUTE);
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "nonsense"]) {
        const { headers } = signed(body, keys);
        expect((await post(to, body, { headers: { ...headers, "content-type": type } })).status).toBe(200);
      }
    });

    it("refuses what is not genuine, with the right status and not a word about why", async () => {
      const to = await serve();
      const body = JSON.stringify(EXECUTE);
      const { headers } = signed(body, keys);
      const header = headers[SIGNATURE] ?? "";
      const refused = { text: "", headers: { "content-length": "0" } };
      expect(await post(to, body)).toMatchObject({ status: 401, ...refused });
      expect(await post(to, body, { headers: { [SIGNATURE]: [header, header] } })).toMatchObject({
        status: 401,
        ...refused,
      });
      expect(await post(to, body, { headers: { [SIGNATURE]: "x" } })).toMatchObject({ status: 401, ...refused });
      expect(await post(to, body.replace("Hello", "Hullo"), { headers })).toMatchObject({ status: 401, ...refused });
      expect(await post(to, "{", signed("{", keys))).toMatchObject({ status: 400, ...refused });
      const reasons = [
        "signature-missing",
        "signature-repeated",
        "signature-malformed",
        "signature-mismatch",
        "invalid-request",
      ];
      expect(to.events.map(({ reason }) => reason)).toEqual(reasons);
    });

    it.each(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])("refuses %s with 405", async (method) => {
      const answer = await post(await serve(), "", { method });
      expect(answer).toMatchObject({ status: 405, text: "", headers: { allow: "POST" } });
    });

    it("refuses a body over the limit with 413, whether its length is declared or not", async () => {
      const to = await serve();
      const body = JSON.stringify({ ...EXECUTE, pad: "x".repeat(2_000_000) });
      for (const chunked of [false, true]) {
        expect(await post(to, body, { ...signed(body, keys), chunked })).toMatchObject({ status: 413, text: "" });
      }
      expect(to.events.every(({ bytesIn }) => bytesIn === 0)).toBe(true);
    });

    it("closes the connection on a body that does not end", async () => {
      const to = await serve();
      const socket = connect(to.port, "127.0.0.1");
      socket.on("error", () => undefined);
      const answer: Buffer[] = [];
      socket.on("data", (chunk) => answer.push(chunk));
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.write(`POST ${to.path} HTTP/1.1\r\nHost: x\r\n${SIGNATURE}: AAAA\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const chunk = `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}\r\n`;
      const flood = (): void => {
        while (socket.writable && socket.write(chunk));
        if (socket.writable) socket.once("drain", flood);
      };
      flood();
      await closed;
      expect(to.events).toEqual([expect.objectContaining({ status: 413, bytesIn: 0 })]);
    });

    it("takes a body in chunks of one byte", async () => {
      const to = await serve();
      const body = JSON.stringify({ ...EXECUTE, pad: "x".repeat(100_000) });
      const { headers } = signed(body, keys);
      const socket = connect(to.port, "127.0.0.1");
      const head = `POST ${to.path} HTTP/1.1\r\nHost: x\r\n${SIGNATURE}: ${headers[SIGNATURE] ?? ""}\r\n`;
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n${body.replace(/./g, "1\r\n$&\r\n")}0\r\n\r\n`);
      const [data] = (await once(socket, "data")) as [Buffer];
      expect(data.toString()).toMatch(/^HTTP\/1\.1 200 /);
      expect(to.events[0]).toMatchObject({ outcome: "answered", bytesIn: body.length });
      socket.destroy();
    });

    it("gives up on a body that comes too slowly", async () => {
      const to = await serve({ deadlineMs: 50 });
      const socket = connect(to.port, "127.0.0.1");
      socket.write(`POST ${to.path} HTTP/1.1\r\nHost: x\r\n${SIGNATURE}: AAAA\r\nContent-Length: 100\r\n\r\n{`);
      const [data] = (await once(socket, "data")) as [Buffer];
      expect(data.toString()).toMatch(/^HTTP\/1\.1 408 [^]*connection: close/i);
      socket.destroy();
    });

    it("aborts the handler when the caller hangs up", async () => {
      const reached: ((signal: AbortSignal) => void)[] = [];
      const signal = new Promise<AbortSignal>((resolve) => reached.push(resolve));
      const waiting = createBot({
        actions: {
          Hello: action({
            execute: (context) => {
              reached[0]?.(context.signal);
              return new Promise(() => undefined);
            },
          }),
        },
      });
      const to = await serve({}, "route", waiting);
      const body = JSON.stringify(EXECUTE);
      const controller = new AbortController();
      const fetched = fetch(`http://127.0.0.1:${to.port}${to.path}`, {
        method: "POST",
        body,
        headers: signed(body, keys).headers,
        signal: controller.signal,
      }).catch(() => "hung up");
      const handed = await signal;
      const aborted = once(handed, "abort");
      controller.abort();
      expect(await fetched).toBe("hung up");
      await aborted;
      expect(handed.aborted).toBe(true);
    });

    it("answers many requests on one connection, also after a refusal", async () => {
      const to = await serve();
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      closing.push(() => {
        agent.destroy();
        return Promise.resolve();
      });
      const body = JSON.stringify(EXECUTE);
      const large = JSON.stringify({ ...EXECUTE, pad: "x".repeat(2_000_000) });
      const statuses: number[] = [];
      for (const [text, sent] of [
        [body, signed(body, keys)],
        [body, {}],
        [large, {}],
        [body, signed(body, keys)],
      ] as const) {
        statuses.push((await post(to, text, { ...sent, agent })).status);
      }
      expect(statuses).toEqual([200, 401, 401, 200]);
    });

    it("gives the failure answer for a handler that throws, and leaks nothing of the error", async () => {
      const to = await serve();
      const body = JSON.stringify({ ...EXECUTE, action: "Throw" });
      const answer = await post(to, body, signed(body, keys));
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain("secret");
      expect(to.errors[0]?.code).toBe("ERR_HANDLER_FAILED");
    });

    it("answers 500 at once when a parser ate the body, and tells the author the line to change", async () => {
      const to = await serve({}, "after a parser that keeps nothing");
      const body = JSON.stringify(EXECUTE);
      expect(await post(to, body, signed(body, keys))).toMatchObject({ status: 500, text: "" });
      expect(to.errors).toEqual([
        expect.objectContaining({ code: "ERR_BODY_CONSUMED", message: expect.stringMatching(mend) as string }),
      ]);
    });

    it("answers 500 and lives on when something set an encoding on the request", async () => {
      const to = await serve({}, "after an encoding was set");
      const body = JSON.stringify({ ...EXECUTE, pad: "x".repeat(100_000) });
      expect(await post(to, body, signed(body, keys))).toMatchObject({ status: 500, text: "" });
      expect(to.errors).toEqual([expect.objectContaining({ code: "ERR_BODY_CONSUMED" })]);
    });

    it("does not start without a key", () => {
      expect(() => makeApp(bot, { publicKey: undefined }, "route")).toThrow(
        expect.objectContaining({ code: "ERR_NO_PUBLIC_KEY" }),
      );
    });
  });
}
