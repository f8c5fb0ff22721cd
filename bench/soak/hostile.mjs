// The attackers, in a process of their own: so many at once, each with one attempt after another.
import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import { connect } from "node:net";
import process from "node:process";
import { bodies, headers, pick } from "./bodies.mjs";
import { serveParent } from "./child.mjs";

const ports = JSON.parse(process.argv[2]);
/** How many of each kind are at work at once, and how long each rests after an attempt, in ms. */
const kinds = {
  "HTTP/1 requests": { attempt: http1Request, atOnce: 12, restMs: 50 },
  "HTTP/1 resets": { attempt: http1Reset, atOnce: 4, restMs: 50 },
  "HTTP/1 slow senders": { attempt: http1Slow, atOnce: 60, restMs: 100 },
  "HTTP/1 garbage": { attempt: http1Garbage, atOnce: 4, restMs: 20 },
  "HTTP/2 requests": { attempt: http2Request, atOnce: 8, restMs: 50 },
  "HTTP/2 resets": { attempt: http2Reset, atOnce: 2, restMs: 100 },
  "HTTP/2 slow senders": { attempt: http2Slow, atOnce: 20, restMs: 100 },
};
const tally = {};
const agent = new Agent({ keepAlive: true });
let isOver = false;
let session;

for (const [kind, { attempt, atOnce, restMs }] of Object.entries(kinds)) {
  if (ports.only !== undefined && !kind.includes(ports.only)) continue;
  const entry = (tally[kind] = { count: 0, outcomes: {} });
  for (let n = 0; n < atOnce; n++) void attack(entry, attempt, restMs);
}
serveParent("ready", {
  stop: () => {
    isOver = true;
    return tally;
  },
});

async function attack(entry, attempt, restMs) {
  await rest(Math.random() * 1_000);
  while (!isOver) {
    // A server that closes, resets or refuses is within its rights: the genuine visitors tell whether it works.
    const outcome = await attempt().catch(codeOf);
    entry.count++;
    entry.outcomes[outcome] = (entry.outcomes[outcome] ?? 0) + 1;
    await rest(restMs);
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return Object(error).code ?? String(error);
}

function rest(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function http1Request() {
  const [, body] = pick(bodies);
  const [, signature] = pick(headers);
  const more = signature === undefined ? {} : { "x-convokraft-signature": signature };
  const length = Math.random() < 0.5 ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: ports.http1, method: "POST", agent, headers: { ...more, ...length } };
    const req = request(options, (res) => {
      res.resume();
      res.on("end", () => resolve(res.statusCode));
      res.on("error", reject);
    });
    req.on("error", reject);
    req.end(body);
  });
}

async function http1Reset() {
  const [, body] = pick(bodies);
  const socket = await open();
  socket.write(head("X-CONVOKRAFT-SIGNATURE: AAAA", `Content-Length: ${Buffer.byteLength(body) + 10}`));
  socket.write(body);
  await rest(Math.random() * 20);
  if (Math.random() < 0.5) socket.resetAndDestroy();
  else socket.destroy();
  return "reset";
}

async function http1Slow() {
  const socket = await open();
  const isHead = Math.random() < 0.3;
  socket.write(isHead ? "POST / HTTP/1.1\r\nX-CONVO" : head("X-CONVOKRAFT-SIGNATURE: AAAA", "Content-Length: 900000"));
  if (!isHead) socket.write(Buffer.alloc(200_000, "x"));
  return drip(
    socket,
    () => socket.write("x"),
    () => socket.destroy(),
  );
}

async function http1Garbage() {
  const socket = await open();
  const lines = [
    "\u0000\u0001\u0002\r\n\r\n",
    "POST / HTTP/9.9\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nX-CONVOKRAFT-SIGNATURE: AAAA\r\n\r\nzz\r\n",
    `POST / HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(30_000)}\r\n\r\n`,
    `POST / HTTP/1.1\r\nHost: x\r\n${"X-CONVOKRAFT-SIGNATURE: AAAA\r\n".repeat(500)}\r\n`,
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  ];
  socket.write(lines[Math.floor(Math.random() * lines.length)]);
  const answered = once(socket, "data").then(
    ([data]) => String(data).slice(9, 12),
    () => "closed",
  );
  const outcome = await Promise.race([
    answered,
    once(socket, "close").then(() => "closed"),
    rest(1_000).then(() => "silence"),
  ]);
  socket.destroy();
  return outcome;
}

async function http2Request() {
  const [, body] = pick(bodies);
  const [, signature] = pick(headers);
  const stream = openStream(signature);
  stream.end(body);
  return await statusOf(stream);
}

async function http2Reset() {
  const streams = Array.from({ length: 10 }, () => openStream("AAAA"));
  for (const stream of streams) {
    stream.write("x".repeat(10_000));
    stream.close(constants.NGHTTP2_CANCEL);
  }
  return "reset";
}

async function http2Slow() {
  const stream = openStream("AAAA");
  stream.write("x".repeat(10_000));
  const answered = statusOf(stream).catch(() => "closed");
  return Promise.race([
    answered,
    drip(
      stream,
      () => stream.write("x"),
      () => stream.close(),
    ),
  ]);
}

function openStream(signature) {
  if (session === undefined || session.closed || session.destroyed) {
    session = connectHttp2(`http://127.0.0.1:${ports.http2}`);
    session.on("error", () => undefined);
  }
  const more = signature === undefined ? {} : { "x-convokraft-signature": signature };
  const stream = session.request({ ":method": "POST", ":path": "/", ...more });
  stream.on("error", () => undefined);
  return stream;
}

function statusOf(stream) {
  return new Promise((resolve) => {
    stream.on("response", (answer) => {
      stream.resume();
      resolve(answer[":status"]);
    });
    stream.on("close", () => resolve("closed"));
  });
}

/** Sends a byte now and then, until the server has enough of it, or 20 seconds have passed. */
async function drip(stream, send, close) {
  for (let n = 0; n < 40 && !stream.closed && !isOver; n++) {
    await rest(500);
    if (stream.writable) send();
  }
  const outcome = stream.closed ? "closed" : "still open";
  close();
  return outcome;
}

async function open() {
  const socket = connect(ports.http1, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.resume();
  await once(socket, "connect");
  return socket;
}

function head(...lines) {
  return ["POST /convokraft HTTP/1.1", "Host: 127.0.0.1", ...lines, "", ""].join("\r\n");
}
