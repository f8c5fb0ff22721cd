import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { action, createBot, memoryStore, receive } from "@ck/bot";
import { lateAnswerStream, shutdown } from "@ck/node";
import { Deferred } from "@ck-test/visitor";
import { afterEach, expect, it } from "vitest";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A promise to a visitor, and how to keep it. */
async function promise(): Promise<{
  lateAnswers: { store: ReturnType<typeof memoryStore>; pageTickets: true };
  ticket: string;
  finish: () => void;
}> {
  const lateAnswers = { store: memoryStore(), pageTickets: true } as const;
  const done = new Deferred<string>();
  const bot = createBot({ actions: { Report: action({ execute: () => done.promise }) } });
  const answer = receive(bot, { publicKey: false, deadlineMs: 100, lateAnswers, onError: () => undefined });
  for (;;) {
    const body = new TextEncoder().encode('{"todo":"execute","action":"Report"}');
    const response = await answer({ method: "POST", header: () => undefined, body });
    const { data } = JSON.parse(new TextDecoder().decode(response.body)) as { data?: { ckLate?: string[] } };
    // A machine that is too slow to start the handler in time promises nothing.
    if (data?.ckLate) return { lateAnswers, ticket: data.ckLate[0]!, finish: () => done.resolve("Done.") };
  }
}

async function listen<S extends Server | Http2Server>(server: S): Promise<S & { port: number }> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  closing.push(() => shutdown(server, { graceMs: 0 }));
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

it("brings a late answer over HTTP/1.1, and refuses an unknown ticket", async () => {
  const { lateAnswers, ticket, finish } = await promise();
  const { port } = await listen(createServer(lateAnswerStream({ lateAnswers, pollMs: 5 })));
  const url = `http://127.0.0.1:${port}/`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${ticket}` } });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  finish();
  expect(await response.text()).toMatch(/^retry: \d+\nid: \w+\n\nevent: answer\nid: \w+\ndata: \{.*"Done\."\}\n\n$/);
  expect((await fetch(url, { headers: { authorization: `Bearer ${ticket}` } })).status).toBe(404);
  expect((await fetch(url)).status).toBe(401);
});

it("brings a late answer over HTTP/2", async () => {
  const { lateAnswers, ticket, finish } = await promise();
  const { port } = await listen(createHttp2Server(lateAnswerStream({ lateAnswers, pollMs: 5 })));
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  closing.unshift(() => session.destroy());
  const stream = session.request({ ":path": "/", authorization: `Bearer ${ticket}` });
  await once(stream, "response");
  finish();
  let received = "";
  for await (const piece of stream) received += String(piece);
  expect(received).toContain('"Done."');
});

it("frees the place of a page that has left", async () => {
  const { lateAnswers, ticket } = await promise();
  const { port } = await listen(createServer(lateAnswerStream({ lateAnswers, maxConnections: 1 })));
  const ask = (signal?: AbortSignal): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: `Bearer ${ticket}` }, signal: signal ?? null });
  const leaving = new AbortController();
  expect((await ask(leaving.signal)).status).toBe(200);
  expect((await ask()).status).toBe(503);
  leaving.abort();
  let status = 503;
  while (status === 503) ({ status } = await ask());
  expect(status).toBe(200);
});

it("does not hold up a shutdown", async () => {
  const { lateAnswers, ticket } = await promise();
  const server = await listen(createServer(lateAnswerStream({ lateAnswers })));
  const response = await fetch(`http://127.0.0.1:${server.port}/`, { headers: { authorization: `Bearer ${ticket}` } });
  const shut = shutdown(server, { graceMs: 60_000 });
  expect(await response.text()).toMatch(/^retry:/);
  expect(await shut).toMatchObject({ forced: false });
});
