// Runs one contender: `node server.mjs FRAMEWORK ROUTE`. Sends its port, and its CPU time and memory on request.
import { Buffer } from "node:buffer";
import crypto from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import process from "node:process";
import { answer, makeBot } from "./sample.mjs";

const packages = new URL("../../packages/", import.meta.url);
const ours = (name) => import(new URL(`${name}/dist/index.js`, packages).href);
const theirs = (adapter, name) => createRequire(new URL(`${adapter}/package.json`, packages))(name);

const [framework, route] = process.argv.slice(2);
const publicKey = process.env.CK_PUBLIC_KEY;
const key = crypto.createPublicKey(publicKey);
const SIGNATURE = "x-convokraft-signature";

/** What an expert would write: raw bytes, a parsed key, one call to check. */
function genuine(bytes, header) {
  return crypto.verify("sha256", bytes, key, Buffer.from(header ?? "", "base64"));
}

/** The most bytes that a careful author reads. */
const MAX_BYTES = 1_000_000;

/** The contenders of each framework, each as a listener for Node's server. The parsers of Express, Koa and Fastify are careful by themselves. */
const frameworks = {
  node: {
    adapter: "node",
    byHand: (signed) => (req, res) => {
      const reject = (status) => void res.writeHead(status, { "content-length": 0 }).end();
      if (req.method !== "POST") return reject(405);
      const chunks = [];
      let size = 0;
      req.on("data", (chunk) => {
        size += chunk.length;
        if (size <= MAX_BYTES) chunks.push(chunk);
        else if (!res.headersSent) reject(413);
      });
      // A caller that leaves in the middle of a body.
      req.on("error", () => res.destroy());
      req.on("end", () => {
        if (res.headersSent) return;
        const bytes = Buffer.concat(chunks, size);
        if (signed && !genuine(bytes, req.headers[SIGNATURE])) return reject(401);
        let request;
        try {
          request = JSON.parse(bytes);
        } catch {
          return reject(400);
        }
        let text;
        try {
          text = JSON.stringify(answer(request));
        } catch {
          return reject(500);
        }
        res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
      });
    },
    bare: (signed) => (req, res) => {
      const chunks = [];
      req.on("data", (chunk) => chunks.push(chunk));
      req.on("end", () => {
        const bytes = Buffer.concat(chunks);
        if (signed && !genuine(bytes, req.headers[SIGNATURE])) return res.writeHead(401).end();
        const text = JSON.stringify(answer(JSON.parse(bytes)));
        res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
      });
    },
    mount: (listener) => listener,
  },
  express: express("express"),
  express4: express("express4"),
  koa: koa("koa"),
  koa2: koa("koa2"),
  fastify: {
    adapter: "fastify",
    byHand: (signed) =>
      fastify((app) => {
        if (!signed) return app.post("/", (request) => answer(request.body));
        app.removeAllContentTypeParsers();
        app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, bytes, done) => done(null, bytes));
        app.post("/", (request, reply) =>
          genuine(request.body, request.headers[SIGNATURE]) ? answer(JSON.parse(request.body)) : reply.code(401).send(),
        );
      }),
    mount: (plugin) => fastify((app) => app.register(plugin)),
  },
  fetch: {
    adapter: "fetch",
    byHand: (signed) => {
      const { Hono } = theirs("fetch", "hono");
      const app = new Hono();
      app.post("/", async (c) => {
        // Hono's own bodyLimit takes three times as long as the whole rest: it has a stream made of the body.
        const length = c.req.header("content-length");
        if (length === undefined) return c.body(null, 411);
        if (Number(length) > MAX_BYTES) return c.body(null, 413);
        try {
          if (!signed) return c.json(answer(await c.req.json()));
          const bytes = Buffer.from(await c.req.arrayBuffer());
          if (!genuine(bytes, c.req.header(SIGNATURE))) return c.body(null, 401);
          return c.json(answer(JSON.parse(bytes)));
        } catch (error) {
          return c.body(null, error instanceof SyntaxError ? 400 : 500);
        }
      });
      return hono(app);
    },
    bare: (signed) => {
      const { Hono } = theirs("fetch", "hono");
      const app = new Hono();
      app.post("/", async (c) => {
        if (!signed) return c.json(answer(await c.req.json()));
        const bytes = Buffer.from(await c.req.arrayBuffer());
        if (!genuine(bytes, c.req.header(SIGNATURE))) return c.body(null, 401);
        return c.json(answer(JSON.parse(bytes)));
      });
      return hono(app);
    },
    mount: (handle) => {
      const { Hono } = theirs("fetch", "hono");
      return hono(new Hono().all("/", (c) => handle(c.req.raw)));
    },
  },
};

function express(name) {
  const load = () => theirs("express", name);
  return {
    adapter: "express",
    byHand: (signed) =>
      signed
        ? load()().post("/", load().raw({ type: () => true }), (req, res) =>
            genuine(req.body, req.headers[SIGNATURE]) ? res.json(answer(JSON.parse(req.body))) : res.sendStatus(401),
          )
        : load()().post("/", load().json(), (req, res) => res.json(answer(req.body))),
    mount: (middleware) => load()().all("/", middleware),
  };
}

function koa(name) {
  const load = () => theirs("koa", name);
  const app = (middleware) => {
    const made = new (load())();
    for (const one of middleware) made.use(one);
    return made.callback();
  };
  return {
    adapter: "koa",
    byHand: (signed) => {
      if (!signed) {
        const bodyParser = theirs("koa", "koa-bodyparser");
        return app([bodyParser(), (ctx) => void (ctx.body = answer(ctx.request.body))]);
      }
      return app([
        async (ctx) => {
          const chunks = [];
          for await (const chunk of ctx.req) chunks.push(chunk);
          const bytes = Buffer.concat(chunks);
          if (genuine(bytes, ctx.get(SIGNATURE))) ctx.body = answer(JSON.parse(bytes));
          else ctx.status = 401;
        },
      ]);
    },
    mount: (middleware) => app([middleware]),
  };
}

async function fastify(build) {
  const app = theirs("fastify", "fastify")();
  await build(app);
  await app.ready();
  return (req, res) => app.routing(req, res);
}

function hono(app) {
  return theirs("fetch", "@hono/node-server").getRequestListener(app.fetch);
}

const { adapter, byHand, bare, mount } = frameworks[framework];
let listener;
if (route.startsWith("by hand")) listener = byHand(route.endsWith("signed"));
else if (route.startsWith("bare")) listener = bare(route.endsWith("signed"));
else {
  const { webhook } = await ours(adapter);
  const options = { publicKey: route.endsWith("signed") ? publicKey : false };
  listener = mount(webhook(makeBot(await ours("bot")), options));
}

const server = createServer(await listener).listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", (asked) => {
  // Not for each reading: a full collection discards optimised code, and more of ours than of a short route.
  if (asked === "used after a collection") globalThis.gc();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ user, system, cpuMs: (user + system) / 1_000, rss, heapUsed });
});
process.on("disconnect", () => process.exit());
