import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { bytesOf, deliver, textOf, type DeliverOptions, type Exchange } from "../../src/index.js";
import { deliverWith, type Sent } from "../../src/core.js";
import { leaveServer, servePlain, type Answerer } from "../support/plain-server.js";
import { head, serveRaw } from "../support/serve-raw.js";

const request = { todo: "execute", environment: "development", action: { namespace: "A" } } as const;
const DONE = '{"status":"execution","message":"Done."}';

async function send(url: string, more: Partial<DeliverOptions> = {}): Promise<Exchange> {
  const [exchange] = await deliver(request, { url, limits: { timeoutMs: 2_000 }, ...more });
  // It has to go through JSON unchanged: a page and a file show it.
  expect(JSON.parse(JSON.stringify(exchange))).toEqual(exchange);
  return exchange;
}
const answering = async (answer: Answerer): Promise<string> => (await servePlain(answer)).url;

describe("an answer that the platform takes", () => {
  it("comes with all that was measured", async () => {
    const server = await servePlain(leaveServer);
    const exchange = await send(server.url, { now: () => new Date(0), newId: () => "e1" });
    expect(exchange).toMatchObject({
      id: "e1",
      at: "1970-01-01T00:00:00.000Z",
      todo: "execute",
      environment: "development",
      request: { method: "POST", url: server.url, body: { encoding: "utf8", content: JSON.stringify(request) } },
      response: { status: 200, complete: true },
      verdict: { outcome: "answered", answer: { kind: "execution" }, remarks: [] },
    });
    expect(exchange).not.toHaveProperty("fault");
    expect(Buffer.from(bytesOf(exchange.request.body))).toEqual(server.bodies[0]);
    expect(exchange.bytes).toEqual({
      sent: JSON.stringify(request).length,
      received: textOf(exchange.response!.body).length,
    });
    const { connectMs = -1, firstByteMs = -1, totalMs } = exchange.timings;
    expect([0 <= connectMs, connectMs <= firstByteMs, firstByteMs <= totalMs, totalMs < 2_000]).not.toContain(false);
    expect(exchange.verdict.message).toMatch(/^Answered execute: the outcome of the action\. \d+ bytes in \d+ ms\.$/);
  });

  it("has a remark where it is odd", async () => {
    const url = await answering((_, { res }) => {
      res.writeHead(200, { "content-type": "text/html", "content-encoding": "br" }).end(DONE);
      return undefined;
    });
    const { verdict } = await send(url);
    expect(verdict).toMatchObject({
      outcome: "answered",
      remarks: [/content type/, /content encoding/].map((m) => expect.stringMatching(m) as unknown),
    });
  });

  it("may be of 100,000 bytes and no more", async () => {
    const sized = (size: number) => DONE + " ".repeat(size - DONE.length);
    const serve = (size: number) =>
      answering((_, { res }) => void res.setHeader("content-type", "application/json").end(sized(size)));
    expect((await send(await serve(100_000))).verdict.outcome).toBe("answered");
    const tooLarge = await send(await serve(100_001));
    expect(tooLarge).toMatchObject({
      verdict: { outcome: "too-large", message: "The answer is larger than 100000 bytes; reading stopped there." },
      response: { complete: false },
      bytes: { received: 100_000 },
    });
  });
});

describe("each limit that a server breaks has its name", () => {
  it("too-large: reading stops at the limit, however much there is to come", async () => {
    let closed: Promise<void> | undefined;
    const url = await serveRaw((socket) => {
      closed = new Promise((resolve) => void socket.once("close", () => resolve()));
      socket.write(head("chunked"));
      const pour = (): void => {
        while (socket.writable && socket.write(`4000\r\n${" ".repeat(0x4000)}\r\n`));
      };
      socket.on("drain", pour);
      pour();
    });
    const exchange = await send(url, { limits: { timeoutMs: 5_000, maxBytes: 1_000 } });
    expect(exchange).toMatchObject({ verdict: { outcome: "too-large" }, bytes: { received: 1_000 } });
    await closed;
  });

  it("timed-out: no answer, and one whose last byte does not come", async () => {
    const limits = { timeoutMs: 100 };
    const silent = await send(await serveRaw(() => {}), { limits });
    expect(silent.verdict).toMatchObject({ outcome: "timed-out", message: "No answer arrived within 100 ms." });
    expect(silent).not.toHaveProperty("response");
    expect(silent.timings.totalMs).toBeGreaterThanOrEqual(99);
    const dripping = await send(await serveRaw((socket) => socket.write(head(DONE.length) + DONE.slice(0, -1))), {
      limits,
    });
    expect(dripping.verdict).toMatchObject({ outcome: "timed-out" });
    expect(dripping.verdict.message).toMatch(/its last byte did not arrive within 100 ms/);
    expect(textOf(dripping.response!.body)).toBe(DONE.slice(0, -1));
  });

  it("bad-status: also a redirect, which is not followed", async () => {
    const followed: string[] = [];
    const url = await answering((_, { req, res }) => {
      followed.push(req.url ?? "");
      res.writeHead(307, { location: "/elsewhere" }).end();
      return undefined;
    });
    const redirected = await send(url);
    expect(redirected.verdict).toMatchObject({ outcome: "bad-status" });
    expect(redirected.verdict.message).toMatch(/307.*Redirects are not followed/);
    expect(followed).toEqual(["/hook"]);
    const lost = await send(await serveRaw((socket) => socket.write(head(0, "404 Not Found"))));
    expect(lost.verdict.message).toMatch(/404 means that the server has nothing at this path: correct the URL/);
    // A refusal need not be in the form of an answer.
    expect(lost.verdict.remarks).toEqual([]);
    const failing = await serveRaw((socket) => socket.write(`${head(3, "500 Oops")}abc`));
    expect(await send(failing)).toMatchObject({ verdict: { outcome: "bad-status" }, response: { status: 500 } });
    const empty = await serveRaw((socket) => socket.write("HTTP/1.1 204 No Content\r\n\r\n"));
    expect((await send(empty)).verdict.outcome).toBe("bad-status");
  });

  it.each([
    ["text", "Hello!"],
    ["nothing", ""],
    ["a list", "[]"],
    ["half of an object", '{"status":'],
    ["bytes that are not UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
  ])("bad-json: %s", async (_, body) => {
    const exchange = await send(await answering((__, { res }) => void res.end(body)));
    expect(exchange.verdict).toMatchObject({ outcome: "bad-json" });
    expect(Buffer.from(bytesOf(exchange.response!.body))).toEqual(Buffer.from(body));
  });

  it("wrong-form: with the keys that are wrong, and nothing of what stands there", async () => {
    const { verdict } = await send(await answering(() => ({ status: "execution", message: 7, card: "hunter2" })));
    expect(verdict).toMatchObject({ outcome: "wrong-form", issues: [{ path: ["message"] }, { path: ["card"] }] });
    expect(verdict.message).toMatch(/^Refused: message: expected .*; card: expected a list of cards/);
    expect(verdict.message).not.toContain("hunter2");
  });

  it("unreachable: nobody listens, no such host, a connection that breaks, what is not HTTP", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect((await send(`http://127.0.0.1:${port}/`)).verdict).toMatchObject({
      outcome: "unreachable",
      message: expect.stringMatching(/^Nothing listens/) as unknown,
    });
    expect((await send("http://nowhere.invalid/")).verdict).toMatchObject({ outcome: "unreachable" });
    const breaking = await send(await serveRaw((socket) => void socket.destroy()));
    expect(breaking.verdict).toMatchObject({
      outcome: "unreachable",
      message: expect.stringMatching(/before an answer began/) as unknown,
    });
    const cut = await send(await serveRaw((socket) => socket.write(`${head(99)}{`, () => socket.destroy())));
    expect(cut).toMatchObject({ verdict: { outcome: "unreachable" }, response: { complete: false } });
    expect(cut.verdict.message).toBe("The connection broke before the answer was complete.");
    const babble = await send(await serveRaw((socket) => socket.write("hello\r\n\r\n")));
    expect(babble.verdict).toMatchObject({
      outcome: "unreachable",
      message: expect.stringMatching(/not HTTP/) as unknown,
    });
  });

  it.each([
    ["EPROTO", /does not speak TLS .*http:/],
    ["ERR_SSL_WRONG_VERSION_NUMBER", /does not speak TLS/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", /is not trusted .*NODE_EXTRA_CA_CERTS/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", /is not trusted/],
    ["CERT_HAS_EXPIRED", /has expired .*Renew it/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", /for another host name/],
    ["HPE_INVALID_CONSTANT", /not HTTP .*https:/],
  ])("says what to do about %s", async (code, message) => {
    const broken = (): Promise<Sent> => Promise.resolve({ ending: { type: "broken", code }, timings: { totalMs: 1 } });
    const [{ verdict }] = await deliverWith(broken, request, { url: "https://localhost/" });
    expect(verdict.message).toMatch(message);
  });

  it("finds a server that speaks plain HTTP where TLS is expected", async () => {
    const plain = await answering(() => ({ status: "execution", message: "x" }));
    expect((await send(plain.replace("http:", "https:"))).verdict.message).toContain("use a URL with http:");
  });

  it("does not wait for the rest where the answer comes before the request is read", async () => {
    const body = DONE;
    const early = await serveRaw((socket) => socket.end(head(body.length) + body));
    const [exchange] = await deliver({ ...request, filler: "x".repeat(5_000_000) }, { url: early });
    expect(["answered", "unreachable"]).toContain(exchange.verdict.outcome);
  });
});

describe("what cannot be sent is refused at once", () => {
  it.each([
    ["a URL of another scheme", { url: "file:///etc/passwd" }, /scheme file:/],
    ["no URL", { url: "localhost" }, /not a URL/],
    ["an invalid limit", { url: "http://x/", limits: { timeoutMs: 0 } }, /limits.timeoutMs must be a number of ms/],
    ["an unknown fault", { url: "http://x/", fault: "odd" as never }, /must be one of wrong-signature/],
    ["a faulty signature of nothing", { url: "http://x/", fault: "wrong-signature" as const }, /Secure the bot/],
  ])("%s", async (_, options, message) => {
    await expect(deliver(request, options)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringMatching(message) as unknown,
    });
  });
});
