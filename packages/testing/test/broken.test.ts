import { once } from "node:events";
import { conformance } from "@ck/testing";
import { describe, expect, it } from "vitest";
import { breakIn, inflate, readAll, withBody, withHeader, type Breakage } from "./broken.js";

/** Each fault, what is done otherwise, and the cases that have to see it. */
const faults: readonly (readonly [string, Breakage, readonly RegExp[]])[] = [
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
];

describe("an adapter that is right passes", () => {
  for (const { name, run } of conformance(breakIn("right"))) it.concurrent(name, run);
});

describe("an adapter fails that", () => {
  it.concurrent.each(faults)("%s", async (name, breakage, expected) => {
    const cases = conformance(breakIn(name, breakage), { timeoutMs: 3_000 });
    for (const pattern of expected) {
      const [found, ...others] = cases.filter((each) => pattern.test(each.name));
      expect([found?.name, others], String(pattern)).toEqual([expect.any(String), []]);
      await expect(found?.run(), found?.name).rejects.toThrow();
    }
  });
});
