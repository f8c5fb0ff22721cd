import { once } from "node:events";
import { CLOSED, inflate, readAll, withBody, withHeader, type Breakage } from "./broken.js";

/** Each fault, what is done otherwise, and the cases that have to see it. */
export const faults: readonly (readonly [string, Breakage, readonly RegExp[]])[] = [
  [
    "rebuilds the body with JSON.stringify",
    withBody((bytes) => {
      try {
        return Buffer.from(JSON.stringify(JSON.parse(bytes.toString())));
      } catch {
        return bytes;
      }
    }),
    [/spelled as an escape/, /numbers that JSON.stringify/, /blanks and line ends/, /a key that comes twice/],
  ],
  ["takes the body for ASCII", withBody((bytes) => Buffer.from(bytes.toString("ascii"))), [/characters beyond ASCII/]],
  ["takes the body for text", withBody((bytes) => Buffer.from(bytes.toString())), [/not UTF-8/]],
  ["drops the byte order mark", withBody((bytes) => Buffer.from(new TextDecoder().decode(bytes))), [/byte order mark/]],
  ["undoes the compression", withBody(inflate), [/compressed body/]],
  [
    "decodes each chunk for itself",
    {
      request: (raw, req) => ({
        ...raw,
        body: async () => {
          let text = "";
          req.on("data", (chunk: Buffer) => (text += chunk.toString()));
          await once(req, "end");
          return Buffer.from(text);
        },
      }),
    },
    [/chunks of one byte/],
  ],
  [
    "takes JSON alone",
    {
      before: (req) =>
        req.method === "POST" && !/^application\/json$/.test(req.headers["content-type"] ?? "")
          ? { status: 415, headers: {}, body: new Uint8Array(0) }
          : undefined,
    },
    [/content type is not trusted/],
  ],
  [
    "skips the check where there is no header",
    {
      before: (req) =>
        req.method === "POST" && !req.headers["x-convokraft-signature"]
          ? { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from('{"status":"handled"}') }
          : undefined,
    },
    [/without the header.*line-bot-sdk-nodejs #25/],
  ],
  ["takes the first of two headers", withHeader((_, values) => values[0]), [/header that comes twice/]],
  ["takes the last of two headers", withHeader((_, values) => values.at(-1)), [/header that comes twice/]],
  [
    "looks the header up by one spelling",
    withHeader(({ rawHeaders }) => rawHeaders[rawHeaders.indexOf("X-CONVOKRAFT-SIGNATURE") + 1]),
    [/whatever the case of its name/],
  ],
  [
    "buffers what comes, and looks at the size afterwards",
    { request: (raw, req) => ({ ...raw, body: () => readAll(req) }) },
    [/before the body is there \(bolt-js #3057\)/, /does not end.*bolt-js #3057/],
  ],
  [
    "reads the body before all else",
    { request: async (raw, req) => ({ ...raw, body: await readAll(req) }) },
    [/stops coming is refused with 408/, /refused with 401 before its body is there/],
  ],
  [
    "counts characters for the length",
    {
      respond: (_req, res, { status, headers, body }) => {
        const text = Buffer.from(body).toString();
        res.writeHead(status, { ...headers, "content-length": text.length }).end(text);
      },
    },
    [/counts bytes, not characters/],
  ],
  [
    "sends the text of the error",
    {
      respond: (_req, res, { status, headers, body }, error) => {
        const cause = error?.cause instanceof Error ? error.cause.message : "";
        res.writeHead(status, headers).end(Buffer.concat([body, Buffer.from(cause)]));
      },
    },
    [/told to the author, and not to the caller/, /says why to the author alone/],
  ],
  [
    "sends the stack of the error in a header",
    {
      respond: (_req, res, { status, headers, body }, error) => {
        const stack = error?.stack?.split("\n").slice(0, 3).join(" ") ?? "";
        res.writeHead(status, { ...headers, "x-error": stack }).end(body);
      },
    },
    [/told to the author, and not to the caller/, /says why to the author alone/],
  ],
  [
    "says why it refuses",
    {
      respond: (_req, res, { status, headers, body }) => {
        res.writeHead(status, headers).end(status === 200 ? body : "signature mismatch");
      },
    },
    [/without the header/, /another body or by another key/, /is no request/],
  ],
  [
    "makes 500 of a timeout",
    {
      respond: (_req, res, { headers, body }) => {
        const late = Buffer.from(body).includes("Not yet.");
        res.writeHead(late ? 500 : 200, headers).end(body);
      },
    },
    [/not done in time is answered for with 200, not with 500/],
  ],
  [
    "does not know of the caller",
    { request: ({ method, header, body }) => ({ method, header, body }) },
    [/aborted when the caller hangs up/],
  ],
  [
    "answers GET",
    { before: (req) => (req.method === "GET" ? { status: 200, headers: {}, body: Buffer.from("up") } : undefined) },
    [/^GET is refused with 405/],
  ],
  [
    "forgets the headers of the answer",
    { respond: (_req, res, { status, body }) => void res.writeHead(status).end(body) },
    [/^GET is refused with 405/, /spelled as an escape/],
  ],
  [
    "closes every connection",
    {
      respond: (_req, res, { status, headers, body }) =>
        void res.writeHead(status, { ...headers, connection: "close" }).end(body),
    },
    [/requests on one connection/, /before the last one is answered/],
  ],
  [
    "answers other methods as it does POST",
    { request: (raw) => ({ ...raw, method: "POST" }) },
    [/^HEAD is/, /^OPTIONS is/, /^PUT is/, /^PATCH is/, /^DELETE is/],
  ],
  [
    "hands over the first of several keys",
    {
      options: ({ publicKey, ...more }) => ({
        ...more,
        publicKey: [publicKey].flat()[0],
      }),
    },
    [/two keys are taken/],
  ],
  [
    "is open where there is no key",
    { options: ({ publicKey = false, ...more }) => ({ ...more, publicKey }) },
    [/does not start without a key/],
  ],
  [
    "hands over the key, and no other option",
    { options: ({ publicKey, onError, onEvent }) => ({ publicKey, onError, onEvent }) },
    [/came before is refused with 409/, /of the limit's size/],
  ],
  [
    "asks for a signature itself",
    {
      before: (req) =>
        req.headers["x-convokraft-signature"] ? undefined : { status: 401, headers: {}, body: new Uint8Array(0) },
    },
    [/unsigned requests are answered/],
  ],
  [
    "closes the connection in place of a 413",
    {
      respond: (_req, res, { status, headers, body }) =>
        status === 413 ? res.destroy() : res.writeHead(status, headers).end(body),
    },
    [/413 reaches a caller/],
  ],
  ["reads all bodies into one list", { request: readIntoOne() }, [/at the same time are kept apart/]],
  [
    "does not tell a caller to go on",
    { server: (server, handle) => server.on("checkContinue", handle) },
    [/waits to be told/],
  ],
  [
    "looks at the URL with its query",
    { before: ({ url = "" }) => (url.includes("?") ? CLOSED : undefined) },
    [/may have a query/],
  ],
  [
    "takes a hang-up for a fault of its own",
    {
      request: ({ method, header, body }) => ({
        method,
        header,
        body: async (limits) => {
          try {
            return typeof body === "function" ? await body(limits) : body;
          } catch (cause) {
            throw new Error("no body", { cause });
          }
        },
      }),
    },
    [/is no error of the author's/],
  ],
  [
    "answers at one path alone",
    { before: ({ url }) => (url?.startsWith("/bots") ? CLOSED : undefined) },
    [/behind a prefix/],
  ],
  ["parses the JSON of the whole app", { app: { "beside a parser": readAll } }, [/answers beside a parser/]],
  [
    "answers for the whole app",
    { before: ({ url }) => (url === "/other" ? CLOSED : undefined) },
    [/other routes of the app/],
  ],
  [
    "does not look for the bytes that a parser kept",
    { app: { "after a parser that keeps the bytes": readAll } },
    [/answers after a parser that keeps the bytes/],
  ],
  [
    "waits for a body that is over",
    { request: (raw, req) => ({ ...raw, body: () => readAll(req) }) },
    [/500 at once where a parser ate/],
  ],
  [
    "takes text for the bytes",
    {
      request: (raw, req) => ({
        ...raw,
        body: async () => {
          let text = "";
          for await (const chunk of req) text += String(chunk);
          return Buffer.from(text);
        },
      }),
    },
    [/set an encoding on the request/],
  ],
];

/** One list for the chunks of all requests. */
function readIntoOne(chunks: Buffer[] = []): NonNullable<Breakage["request"]> {
  return (raw, req) => ({
    ...raw,
    body: async () => {
      req.on("data", (chunk: Buffer) => chunks.push(chunk));
      await once(req, "end");
      return Buffer.concat(chunks.splice(0));
    },
  });
}
