import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type Server } from "node:http";
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type ClientHttp2Session,
  type Http2Server,
} from "node:http2";
import { connect, type AddressInfo } from "node:net";
import { action, createBot, memoryStore, trackWork, type ReceiveOptions } from "@ck/bot";
import { shutdown, webhook } from "@ck/node";
import { afterEach, describe, expect, it } from "vitest";

const BODY = '{"todo":"execute","action":"Hello","environment":"production"}';
const WAIT = BODY.replace("Hello", "Wait");

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A bot whose `Wait` goes on until it is let go. */
function makeBot() {
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  let began = (): void => undefined;
  const waiting = new Promise<void>((resolve) => (began = resolve));
  const ended: string[] = [];
  const bot = createBot({
    actions: {
      Hello: action({ execute: () => new Promise<string>((resolve) => setImmediate(resolve, "Hello!")) }),
      Wait: action({
        async execute() {
          began();
          await gone;
          ended.push("Wait");
          return "Done.";
        },
      }),
    },
    late: "Not yet.",
  });
  return { bot, waiting, letGo: () => letGo(), ended };
}

const unsigned: ReceiveOptions = { publicKey: false, deadlineMs: 60_000 };

async function listen<S extends Server | Http2Server>(server: S): Promise<S & { port: number }> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  if ("closeAllConnections" in server) closing.push(() => server.closeAllConnections());
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

function keepAlive(maxSockets = 8): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets });
  closing.push(() => agent.destroy());
  return agent;
}

async function post(port: number, agent: Agent, body = BODY): Promise<{ status?: number | undefined; close: boolean }> {
  const req = request({ host: "127.0.0.1", port, method: "POST", agent }).end(body);
  const [res] = (await once(req, "response")) as [IncomingMessage];
  res.resume();
  await once(res, "end");
  return { status: res.statusCode, close: res.headers.connection === "close" };
}

const DONE = { forced: false, cutConnections: 0, isWorkDone: true };

describe("a server on HTTP/1 under traffic on kept connections", () => {
  it("answers every request that it has accepted", async () => {
    const { bot } = makeBot();
    const server = await listen(createServer(webhook(bot, unsigned)));
    const agent = keepAlive();
    const counts = { answered: 0, closed: 0 };
    const errors: string[] = [];
    let enough = (): void => undefined;
    const busy = new Promise<void>((resolve) => (enough = resolve));
    const visitor = async (): Promise<void> => {
      for (;;) {
        try {
          const { status, close } = await post(server.port, agent);
          expect(status).toBe(200);
          if (close) counts.closed++;
          if (++counts.answered === 200) enough();
        } catch (error) {
          // No connection, so no request either.
          if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") return;
          errors.push(String((error as Error).stack));
          return;
        }
      }
    };
    const visitors = Array.from({ length: 8 }, visitor);
    await busy;
    expect(await shutdown(server)).toEqual(DONE);
    await Promise.all(visitors);
    expect(errors).toEqual([]);
    expect(counts.closed).toBeGreaterThanOrEqual(1);
  });

  it("answers a request that was in flight, and closes its connection with the answer", async () => {
    const { bot, waiting, letGo } = makeBot();
    const server = await listen(createServer(webhook(bot, unsigned)));
    const answer = post(server.port, keepAlive(), WAIT);
    await waiting;
    const stopped = shutdown(server);
    await expect.poll(() => server.listening).toBe(false);
    letGo();
    expect(await answer).toEqual({ status: 200, close: true });
    expect(await stopped).toEqual(DONE);
  });

  it("answers a request on an idle connection, also after it has stopped listening", async () => {
    const { bot } = makeBot();
    const server = await listen(createServer(webhook(bot, unsigned)));
    const agent = keepAlive(1);
    expect(await post(server.port, agent)).toEqual({ status: 200, close: false });
    const stopped = shutdown(server);
    await expect.poll(() => server.listening).toBe(false);
    expect(await post(server.port, agent)).toEqual({ status: 200, close: true });
    expect(await stopped).toEqual(DONE);
  });

  it("closes connections that stay idle, also those of other routes", async () => {
    const server = await listen(createServer((_req, res) => void res.end("other")));
    const agent = keepAlive();
    await Promise.all([post(server.port, agent), post(server.port, agent)]);
    expect(await shutdown(server)).toEqual(DONE);
  });

  it("can be shut down again, and after it was closed", async () => {
    const { bot } = makeBot();
    const server = await listen(createServer(webhook(bot, unsigned)));
    await post(server.port, keepAlive());
    expect(await Promise.all([shutdown(server), shutdown(server)])).toEqual([DONE, DONE]);
    expect(await shutdown(server)).toEqual(DONE);
  });
});

describe("promised work", () => {
  it("is waited for", async () => {
    const { bot, letGo, ended } = makeBot();
    const work = trackWork();
    const other = trackWork();
    const lateAnswers = { store: memoryStore() };
    const options = { ...unsigned, deadlineMs: 20, lateAnswers, waitUntil: work.waitUntil };
    const server = await listen(createServer(webhook(bot, options)));
    expect(await post(server.port, keepAlive(), WAIT)).toMatchObject({ status: 200 });
    const stopped = shutdown(server, { work: [work, other] });
    let isOver = false;
    void stopped.then(() => (isOver = true));
    await once(server, "close");
    await new Promise((resolve) => setImmediate(resolve));
    expect([isOver, ended]).toEqual([false, []]);
    letGo();
    expect(await stopped).toEqual(DONE);
    expect(ended).toEqual(["Wait"]);
  });

  it("is given up after graceMs", async () => {
    const server = await listen(createServer());
    const work = { idle: () => new Promise<void>(() => undefined) };
    expect(await shutdown(server, { work, graceMs: 100 })).toEqual({
      forced: true,
      cutConnections: 0,
      isWorkDone: false,
    });
  });
});

describe("what does not end", () => {
  it("is cut after graceMs", async () => {
    const { bot, waiting } = makeBot();
    const work = trackWork();
    const server = await listen(createServer(webhook(bot, unsigned)));
    const answer = post(server.port, keepAlive(), WAIT).catch((error: unknown) => error);
    const silent = connect(server.port, "127.0.0.1");
    await waiting;
    const cut = once(silent, "close");
    const result = await shutdown(server, { work, graceMs: 100 });
    expect(result).toEqual({ forced: true, cutConnections: 2, isWorkDone: true });
    await cut;
    expect(await answer).toMatchObject({ code: "ECONNRESET" });
  });
});

describe("a server on HTTP/2", () => {
  async function open(): Promise<{
    server: Http2Server;
    session: ClientHttp2Session;
    post: (body?: string) => Promise<unknown>;
    waiting: Promise<void>;
    letGo: () => void;
  }> {
    const { bot, waiting, letGo } = makeBot();
    const server = await listen(createHttp2Server(webhook(bot, unsigned)));
    const session = connectHttp2(`http://127.0.0.1:${server.port}`);
    session.on("error", () => undefined);
    closing.push(() => session.destroy());
    const post = async (body = BODY): Promise<unknown> => {
      const stream = session.request({ ":method": "POST", ":path": "/" }).end(body);
      const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
      stream.resume();
      await once(stream, "end");
      return headers[":status"];
    };
    return { server, session, post, waiting, letGo };
  }

  it("answers the streams in flight, and closes the session afterwards", async () => {
    const { server, session, post, waiting, letGo } = await open();
    const answer = post(WAIT);
    await waiting;
    const away = once(session, "goaway");
    const stopped = shutdown(server);
    await away;
    letGo();
    expect(await answer).toBe(200);
    expect(await stopped).toEqual(DONE);
  });

  it("closes an idle session", async () => {
    const { server, session, post } = await open();
    expect(await post()).toBe(200);
    const closed = once(session, "close");
    expect(await shutdown(server)).toEqual(DONE);
    await closed;
  });

  it("answers every stream that a busy client opens", async () => {
    const { server, session, post } = await open();
    const statuses: unknown[] = [];
    let away = false;
    session.on("goaway", () => (away = true));
    let enough = (): void => undefined;
    const busy = new Promise<void>((resolve) => (enough = resolve));
    const visitor = async (): Promise<void> => {
      while (!away && !session.closed) {
        statuses.push(await post());
        if (statuses.length === 100) enough();
      }
    };
    const visitors = Array.from({ length: 8 }, visitor);
    await busy;
    expect(await shutdown(server)).toEqual(DONE);
    await Promise.all(visitors);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it("cuts a session after graceMs", async () => {
    const { server, session, post, waiting } = await open();
    void post(WAIT).catch(() => undefined);
    await waiting;
    const closed = once(session, "close");
    expect(await shutdown(server, { graceMs: 100 })).toMatchObject({ forced: true, cutConnections: 1 });
    await closed;
  });
});

it.each<[string, unknown, object, RegExp]>([
  ["a function for a server", () => undefined, {}, /app\.listen\(\) returns/],
  ["nothing for a server", undefined, {}, /got nothing/],
  ["a promise for work", createServer(), { work: Promise.resolve() }, /trackWork/],
  ["text for graceMs", createServer(), { graceMs: "10" }, /graceMs/],
  ["a negative graceMs", createServer(), { graceMs: -1 }, /graceMs/],
  ["an endless graceMs", createServer(), { graceMs: Infinity }, /graceMs/],
])("%s is an invalid option", async (_, server, options, message) => {
  await expect(shutdown(server as Server, options)).rejects.toMatchObject({
    code: "ERR_INVALID_OPTION",
    message: expect.stringMatching(message) as string,
  });
});
