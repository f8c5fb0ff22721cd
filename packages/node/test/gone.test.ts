import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { toRawRequest } from "@ck/node";
import { afterEach, expect, it } from "vitest";

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A server that answers nothing, and a connection to it on which `count` requests have arrived. */
async function arrive(count: number): Promise<{ socket: Socket; requests: [IncomingMessage, ServerResponse][] }> {
  const requests: [IncomingMessage, ServerResponse][] = [];
  const server = createServer((req, res) => {
    req.resume();
    if (requests.push([req, res]) === count) server.emit("all");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  closing.push(
    () => server.close(),
    () => socket.destroy(),
  );
  const all = once(server, "all");
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n{".repeat(count));
  await all;
  return { socket, requests };
}

it("a caller that leaves is noticed by every request of the connection, also by those that wait in a pipeline", async () => {
  const { socket, requests } = await arrive(3);
  const gone = requests.map(([req, res]) => new Promise<void>((resolve) => toRawRequest(req, res).onGone?.(resolve)));
  socket.destroy();
  await Promise.all(gone);
});

it("a caller that has left is noticed at once", async () => {
  const { socket, requests } = await arrive(2);
  const closed = Promise.all(requests.map(([req]) => once(req.socket, "close")));
  socket.destroy();
  await closed;
  const seen: number[] = [];
  requests.forEach(([req, res], at) => toRawRequest(req, res).onGone?.(() => seen.push(at)));
  expect(seen).toEqual([0, 1]);
});

it("a caller that got its answer is not reported as gone", async () => {
  const { socket, requests } = await arrive(1);
  const [req, res] = requests[0]!;
  const seen: string[] = [];
  toRawRequest(req, res).onGone?.(() => seen.push("gone"));
  const closed = once(res, "close");
  res.end("done");
  await once(socket, "data");
  await closed;
  socket.destroy();
  await once(req.socket, "close");
  toRawRequest(req, res).onGone?.(() => seen.push("gone"));
  expect(seen).toEqual([]);
});

it("a long pipeline causes no warning", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): unknown => warnings.push(warning);
  process.on("warning", note);
  const { requests } = await arrive(50);
  for (const [req, res] of requests) toRawRequest(req, res).onGone?.(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
