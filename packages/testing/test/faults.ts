import { once } from "node:events";
import { receive, type Bot, type Bots, type PublicKeyOption, type Receiver } from "@ck/bot";
import { CLOSED, inflate, readAll, withBody, withHeader, type Breakage } from "./broken.js";

/** Each fault, how the adapter breaks, and the cases that must notice it. */
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
    [/written as an escape/, /numbers that JSON.stringify/, /whitespace and line ends/, /a repeated key/],
  ],
  ["decodes the body as ASCII", withBody((bytes) => Buffer.from(bytes.toString("ascii"))), [/characters beyond ASCII/]],
  ["decodes the body as text", withBody((bytes) => Buffer.from(bytes.toString())), [/not UTF-8/]],
  ["drops the byte order mark", withBody((bytes) => Buffer.from(new TextDecoder().decode(bytes))), [/byte order mark/]],
  ["decompresses the body", withBody(inflate), [/compressed body/]],
  [
    "decodes each chunk on its own",
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
    "mounts only the first of several bots",
    { mount: (bot, options) => mountOne(bot, options, ({ leave }) => leave) },
    [/key says which one/, /does not speak for another/, /a bot that is not there/, /two bots have the same key/],
  ],
  [
    "mounts several bots without their keys",
    { mount: (bot, options) => mountOne(bot, options, () => false) },
    [/a key of none of several bots/],
  ],
  [
    "drops an option of receive",
    { options: (options) => ({ ...options, onExchange: undefined }) },
    [/record an exchange to the byte/],
  ],
  [
    "accepts only JSON",
    {
      before: (req) =>
        req.method === "POST" && !/^application\/json$/.test(req.headers["content-type"] ?? "")
          ? { status: 415, headers: {}, body: new Uint8Array(0) }
          : undefined,
    },
    [/content type does not matter/],
  ],
  [
    "skips the check if there is no header",
    {
      before: (req) =>
        req.method === "POST" && !req.headers["x-convokraft-signature"]
          ? { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from('{"status":"handled"}') }
          : undefined,
    },
    [/without the header.*line-bot-sdk-nodejs #25/],
  ],
  ["uses the first of two headers", withHeader((_, values) => values[0]), [/repeated header is/]],
  ["uses the last of two headers", withHeader((_, values) => values.at(-1)), [/repeated header is/]],
  [
    "splits a header at its commas",
    withHeader((_, values) => values.flatMap((value) => value.split(/, */))[0]),
    [/joined with a comma/],
  ],
  [
    "looks the header up by one spelling",
    withHeader(({ rawHeaders }) => rawHeaders[rawHeaders.indexOf("X-CONVOKRAFT-SIGNATURE") + 1]),
    [/whatever the case of its name/],
  ],
  [
    "buffers everything, and checks the size afterwards",
    { request: (raw, req) => ({ ...raw, body: () => readAll(req) }) },
    [/before the body arrives \(bolt-js #3057\)/, /does not end.*bolt-js #3057/],
  ],
  [
    "reads the body before anything else",
    { request: async (raw, req) => ({ ...raw, body: await readAll(req) }) },
    [/stops arriving is rejected with 408/, /rejected with 401 before its body arrives/],
  ],
  [
    "counts characters as the length",
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
    [/the caller does not/, /only the author learns why/],
  ],
  [
    "sends the stack of the error in a header",
    {
      respond: (_req, res, { status, headers, body }, error) => {
        const stack = error?.stack?.split("\n").slice(0, 3).join(" ") ?? "";
        res.writeHead(status, { ...headers, "x-error": stack }).end(body);
      },
    },
    [/the caller does not/, /only the author learns why/],
  ],
  [
    "says why it rejects",
    {
      respond: (_req, res, { status, headers, body }) => {
        res.writeHead(status, headers).end(status === 200 ? body : "signature mismatch");
      },
    },
    [/without the header/, /another body or by another key/, /is not a request/],
  ],
  [
    "answers a timeout with 500",
    {
      respond: (_req, res, { headers, body }) => {
        const late = Buffer.from(body).includes("Not yet.");
        res.writeHead(late ? 500 : 200, headers).end(body);
      },
    },
    [/misses the deadline/],
  ],
  [
    "does not notice the caller leaving",
    { request: ({ method, header, body }) => ({ method, header, body }) },
    [/aborted when the caller hangs up/],
  ],
  [
    "answers GET",
    { before: (req) => (req.method === "GET" ? { status: 200, headers: {}, body: Buffer.from("up") } : undefined) },
    [/^GET is rejected with 405/],
  ],
  [
    "drops the headers of the answer",
    { respond: (_req, res, { status, body }) => void res.writeHead(status).end(body) },
    [/^GET is rejected with 405/, /written as an escape/],
  ],
  [
    "closes every connection",
    {
      respond: (_req, res, { status, headers, body }) =>
        void res.writeHead(status, { ...headers, connection: "close" }).end(body),
    },
    [/requests on one connection/, /before the previous answer/],
  ],
  [
    "treats other methods like POST",
    { request: (raw) => ({ ...raw, method: "POST" }) },
    [/^HEAD is/, /^OPTIONS is/, /^PUT is/, /^PATCH is/, /^DELETE is/],
  ],
  [
    "passes on only the first of several keys",
    {
      options: ({ publicKey, ...more }) => ({
        ...more,
        publicKey: [publicKey].flat()[0],
      }),
    },
    [/two keys are accepted/],
  ],
  [
    "is open if there is no key",
    { options: ({ publicKey = false, ...more }) => ({ ...more, publicKey }) },
    [/does not start without a key/],
  ],
  [
    "passes on the key, and no other option",
    { options: ({ publicKey, onError, onEvent }) => ({ publicKey, onError, onEvent }) },
    [/repeated request is rejected with 409/, /of exactly the limit/],
  ],
  [
    "requires a signature itself",
    {
      before: (req) =>
        req.headers["x-convokraft-signature"] ? undefined : { status: 401, headers: {}, body: new Uint8Array(0) },
    },
    [/unsigned requests are answered/],
  ],
  [
    "closes the connection instead of sending a 413",
    {
      respond: (_req, res, { status, headers, body }) =>
        status === 413 ? res.destroy() : res.writeHead(status, headers).end(body),
    },
    [/413 reaches a caller/],
  ],
  ["reads all bodies into one list", { request: readIntoOne() }, [/simultaneous requests/]],
  [
    "does not tell a caller to continue",
    { server: (server, handle) => server.on("checkContinue", handle) },
    [/Expect: 100-continue/],
  ],
  [
    "matches the URL with its query",
    { before: ({ url = "" }) => (url.includes("?") ? CLOSED : undefined) },
    [/may have a query/],
  ],
  [
    "reports a hang-up as an error",
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
    [/causes no error/],
  ],
  [
    "answers at one path only",
    { before: ({ url }) => (url?.startsWith("/bots") ? CLOSED : undefined) },
    [/behind a prefix/],
  ],
  ["parses the JSON of the whole app", { app: { "beside a parser": readAll } }, [/answers beside a parser/]],
  [
    "answers for the whole app",
    { before: ({ url }) => (url === "/other" ? CLOSED : undefined) },
    [/app's other routes/],
  ],
  [
    "ignores the bytes that a parser kept",
    { app: { "after a parser that keeps the bytes": readAll } },
    [/answers after a parser that keeps the bytes/],
  ],
  [
    "waits for a body that has ended",
    { request: (raw, req) => ({ ...raw, body: () => readAll(req) }) },
    [/500 at once if a parser consumed/],
  ],
  [
    "takes text for bytes",
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

/** Mounts the first of several bots in place of all. */
function mountOne(
  bot: Bot | Bots,
  options: object,
  keyOf: (keys: Readonly<Record<string, PublicKeyOption>>) => PublicKeyOption | undefined,
): Receiver {
  const { publicKey } = options as { readonly publicKey: never };
  const [first] = Object.values(bot) as Bot[];
  return "findAction" in bot || first === undefined
    ? receive(bot as Bot, { ...options, publicKey })
    : receive(first, { ...options, publicKey: keyOf(publicKey) });
}

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
