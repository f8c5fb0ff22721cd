import { createServer } from "node:http";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { talk } from "@ck-test/talk";
import { createBot, receive, trackWork, type OnExchange, type ReceivedExchange } from "../../src/index.js";

const bot = createBot({ actions: {}, welcome: () => "Hello!" });
const WELCOME = ' {"todo":"welcome","n":1.0}\n';

describe("onExchange", () => {
  it("gets the exact bytes, the headers and the time, after the answer is out", async () => {
    const seen: ReceivedExchange[] = [];
    const work = trackWork();
    const { send } = talk(bot, { onExchange: (exchange) => seen.push(exchange), waitUntil: work.waitUntil });
    const before = Date.now();
    const { text } = await send(WELCOME, {
      head: () => ({
        target: "/hook?a",
        httpVersion: "1.1",
        headers: [
          ["X-A", "1"],
          ["x-a", "2"],
        ],
      }),
    });
    expect(seen).toEqual([]);
    await work.idle();
    const [{ at, ms, request, response } = expect.fail()] = seen;
    expect(request).toMatchObject({
      method: "POST",
      target: "/hook?a",
      headers: [
        ["X-A", "1"],
        ["x-a", "2"],
      ],
    });
    expect(new TextDecoder().decode(request.body)).toBe(WELCOME);
    expect(new TextDecoder().decode(response.body)).toBe(text);
    expect(response).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(Date.parse(at)).toBeGreaterThanOrEqual(before - ms - 1);
  });

  it("gets what was refused too, without a body that nobody read", async () => {
    const seen: ReceivedExchange[] = [];
    const work = trackWork();
    const { send } = talk(bot, { onExchange: (exchange) => seen.push(exchange), waitUntil: work.waitUntil });
    await send("not JSON");
    await send("", { method: "PUT", body: () => expect.fail("It was read.") });
    await work.idle();
    expect(seen.map(({ request, response }) => [request.body?.byteLength, response.status])).toEqual([
      [8, 400],
      [undefined, 405],
    ]);
  });

  it("finds what there is if the adapter does not list the headers", async () => {
    const seen: ReceivedExchange[] = [];
    const work = trackWork();
    const { send } = talk(bot, { onExchange: (exchange) => seen.push(exchange), waitUntil: work.waitUntil });
    await send(WELCOME, { headers: { "Content-Type": "text/plain", "X-CONVOKRAFT-SIGNATURE": ["a", "b"] } });
    await work.idle();
    expect(seen[0]?.request.headers).toEqual([
      ["content-type", "text/plain"],
      ["X-CONVOKRAFT-SIGNATURE", "a"],
      ["X-CONVOKRAFT-SIGNATURE", "b"],
    ]);
  });

  it.each<[string, OnExchange]>([
    ["throws", () => expect.fail("a fault of the recorder")],
    ["rejects", () => Promise.reject(new Error("a fault of the recorder"))],
  ])("costs nobody the answer if it %s", async (_, onExchange) => {
    const work = trackWork();
    const { send, errors } = talk(bot, { onExchange, waitUntil: work.waitUntil });
    expect((await send(WELCOME)).status).toBe(200);
    expect((await send(WELCOME, { head: () => expect.fail("a fault of the adapter") })).status).toBe(200);
    await work.idle();
    expect(errors).toEqual([]);
  });

  it("may take its time: the answer does not wait, and waitUntil does", async () => {
    let finish: () => void = () => undefined;
    const work = trackWork();
    const onExchange = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const { send } = talk(bot, { onExchange, waitUntil: work.waitUntil });
    await send(WELCOME);
    await vi.waitFor(() => expect(onExchange).toHaveBeenCalled());
    let isIdle = false;
    const idle = work.idle().then(() => (isIdle = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isIdle).toBe(false);
    finish();
    await idle;
  });

  it("is called after the last byte of the answer was handed to the server", async () => {
    const order: string[] = [];
    const work = trackWork();
    const answer = receive(bot, {
      publicKey: false,
      onExchange: () => order.push("hook"),
      waitUntil: work.waitUntil,
    });
    const server = createServer((_, res) => {
      void answer({ method: "POST", header: () => undefined, body: new TextEncoder().encode(WELCOME) }).then(
        ({ body }) => {
          order.push("answer");
          res.end(body);
        },
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).text();
    await work.idle();
    expect(order).toEqual(["answer", "hook"]);
  });

  it("must be a function", () => {
    expect(() => receive(bot, { publicKey: false, onExchange: "log" as never })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION" }) as Error,
    );
  });
});
