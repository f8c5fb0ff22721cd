import type { Adapter } from "../answers/answers.js";
import type { Kind } from "./kind.js";

/** What hosts the bot, by file name. */
export function hostFiles(kind: Kind): Map<string, string> {
  const { adapter, extension, typescript } = kind;
  const local = [`local.${extension}`, nodeServer(kind, "@ck/node")] as const;
  const environment = [`env.${extension}`, ENVIRONMENT] as const;
  switch (adapter) {
    case "next":
      return new Map([[`app/convokraft/route.${extension}`, nextRoute(kind)]]);
    case "workers":
      return new Map([
        [`worker.${extension}`, worker(kind)],
        ...(typescript && kind.asksModel ? [["cloudflare.d.ts", CLOUDFLARE_TYPES] as const] : []),
        ["wrangler.jsonc", wranglerConfig(kind)],
        local,
        environment,
      ]);
    case "lambda":
      return new Map([[`handler.${extension}`, lambdaHandler(kind)], local, environment]);
    default:
      return new Map([[`server.${extension}`, SERVERS[adapter](kind)], environment]);
  }
}

const ENVIRONMENT = `// Reads .env, if there is one. What the environment has already counts more.
import { existsSync } from "node:fs";

if (existsSync(".env")) process.loadEnvFile();
`;

const SERVERS: Readonly<Record<Exclude<Adapter, "next" | "workers" | "lambda">, (kind: Kind) => string>> = {
  express: (kind) => `import "${kind.from("./env")}";
import express from "express";
${importsOfBot(kind)}import { webhook } from "@ck/express";
import { shutdown } from "@ck/node";
import { bot } from "${kind.from("./bot")}";

${port()}${work(kind)}const app = express();
// Before any body parser: the signature covers the exact bytes.
app.all("/convokraft", webhook(bot, ${options(kind)}));
const server = app.listen(port, () => console.log(\`The bot is at http://localhost:\${port}/convokraft\`));

${shutdown(kind, "server")}`,

  koa: (kind) => `import "${kind.from("./env")}";
import Router from "@koa/router";
import Koa from "koa";
${importsOfBot(kind)}import { webhook } from "@ck/koa";
import { shutdown } from "@ck/node";
import { bot } from "${kind.from("./bot")}";

${port()}${work(kind)}const router = new Router();
router.all("/convokraft", webhook(bot, ${options(kind)}));
// Before any body parser: the signature covers the exact bytes.
const server = new Koa()
  .use(router.routes())
  .listen(port, () => console.log(\`The bot is at http://localhost:\${port}/convokraft\`));

${shutdown(kind, "server")}`,

  fastify: (kind) => `import "${kind.from("./env")}";
import { fastify } from "fastify";
${importsOfBot(kind)}import { webhook } from "@ck/fastify";
import { shutdown } from "@ck/node";
import { bot } from "${kind.from("./bot")}";

${port()}${work(kind)}const app = fastify();
app.register(webhook(bot, ${options(kind)}), { prefix: "/convokraft" });
await app.listen({ port, host: "0.0.0.0" });
console.log(\`The bot is at http://localhost:\${port}/convokraft\`);

${shutdown(kind, "app.server")}`,

  hono: (kind) => `import "${kind.from("./env")}";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
${importsOfBot(kind)}import { webhook } from "@ck/fetch";
import { shutdown } from "@ck/node";
import { bot } from "${kind.from("./bot")}";

${port()}${work(kind)}const convokraft = webhook(bot, ${options(kind)});

const app = new Hono();
app.all("/convokraft", (c) => convokraft(c.req.raw));
const server = serve({ fetch: app.fetch, port }, () =>
  console.log(\`The bot is at http://localhost:\${port}/convokraft\`),
);

${shutdown(kind, "server")}`,

  node: (kind) => nodeServer(kind, "@ck/node"),

  catalyst: (kind) => nodeServer(kind, "@ck/catalyst"),
};

/** A server of Node's own `http`. */
function nodeServer(kind: Kind, from: "@ck/node" | "@ck/catalyst"): string {
  const imports =
    from === "@ck/node"
      ? `import { shutdown, webhook } from "@ck/node";`
      : `import { webhook } from "@ck/catalyst";\nimport { shutdown } from "@ck/node";`;
  const variable = from === "@ck/node" ? "" : "process.env.X_ZOHO_CATALYST_LISTEN_PORT || ";
  return `import "${kind.from("./env")}";
import { createServer } from "node:http";
${importsOfBot(kind)}${imports}
import { bot } from "${kind.from("./bot")}";

${port(variable)}${work(kind)}const convokraft = webhook(bot, ${options(kind)});

const server = createServer((req, res) => {
  if (req.url === "/convokraft") convokraft(req, res);
  else res.writeHead(404).end();
});
server.listen(port, () => console.log(\`The bot is at http://localhost:\${port}/convokraft\`));

${shutdown(kind, "server")}`;
}

function nextRoute(kind: Kind): string {
  const { from, type, asksModel } = kind;
  return `import { webhook${type(", type FetchHandler")} } from "@ck/fetch";
${asksModel ? `import { memoryStore } from "@ck/bot";\nimport { after } from "next/server";\n` : ""}import { bot } from "${from("../../bot")}";

// Made at the first request: Next loads this file while it builds, when there may be no key yet.
let convokraft${type(": FetchHandler | undefined")};

export async function POST(request${type(": Request")})${type(": Promise<Response>")} {
  convokraft ??= webhook(bot, ${asksModel ? `{\n    publicKey: process.env.CK_PUBLIC_KEY,\n    ${LATE},\n    waitUntil: (work) => after(work),\n  }` : PUBLIC_KEY});
  return convokraft(request);
}
`;
}

function worker(kind: Kind): string {
  const { from, type, asksModel } = kind;
  return `${asksModel ? `import { waitUntil } from "cloudflare:workers";\nimport { memoryStore } from "@ck/bot";\n` : ""}import { webhook${type(", type FetchHandler")} } from "@ck/fetch";
import { bot } from "${from("./bot")}";

// Made at the first request: only then does a worker have its settings.
let convokraft${type(": FetchHandler | undefined")};

export default {
  async fetch(request${type(": Request")}, env${type(": { CK_PUBLIC_KEY: string }")})${type(": Promise<Response>")} {
    if (new URL(request.url).pathname !== "/convokraft") return new Response(null, { status: 404 });
    convokraft ??= webhook(bot, ${asksModel ? `{\n      publicKey: env.CK_PUBLIC_KEY,\n      ${LATE},\n      waitUntil,\n    }` : "{ publicKey: env.CK_PUBLIC_KEY }"});
    return convokraft(request);
  },
};
`;
}

const CLOUDFLARE_TYPES = `// The one thing of Cloudflare's runtime that worker.ts imports.
declare module "cloudflare:workers" {
  export function waitUntil(promise: Promise<unknown>): void;
}
`;

function wranglerConfig({ name, extension }: Kind): string {
  const config = {
    name: name.replaceAll(/[._]/g, "-"),
    main: `worker.${extension}`,
    compatibility_date: "2026-07-01",
    compatibility_flags: ["nodejs_compat"],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function lambdaHandler(kind: Kind): string {
  const { from, asksModel } = kind;
  if (!asksModel)
    return `import { webhook } from "@ck/lambda";
import { bot } from "${from("./bot")}";

export const handler = webhook(bot, ${PUBLIC_KEY});
`;
  return `import { memoryStore } from "@ck/bot";
import { webhook } from "@ck/lambda";
import { bot } from "${from("./bot")}";

export const handler = webhook(bot, {
  publicKey: process.env.CK_PUBLIC_KEY,
  // Lambda freezes a function after its answer: a late answer is finished during the next request, if ever.
  ${LATE},
});
`;
}

const PUBLIC_KEY = "{ publicKey: process.env.CK_PUBLIC_KEY }";
/** Several processes need a store that they share. */
const LATE = "lateAnswers: { store: memoryStore() }";

function importsOfBot({ asksModel }: Kind): string {
  return asksModel ? `import { memoryStore, trackWork } from "@ck/bot";\n` : "";
}

function port(variable = ""): string {
  return `const port = Number(${variable}process.env.PORT || 3000);\n`;
}

function work({ asksModel }: Kind): string {
  return asksModel ? "const work = trackWork();\n" : "";
}

function options({ asksModel }: Kind): string {
  if (!asksModel) return PUBLIC_KEY;
  return `{
  publicKey: process.env.CK_PUBLIC_KEY,
  // In one process. Where there are several, they share a store: redisStore of @ck/redis.
  ${LATE},
  waitUntil: work.waitUntil,
}`;
}

function shutdown({ asksModel }: Kind, server: string): string {
  return `// Answers what it has accepted before it stops.
process.once("SIGTERM", async () => {
  await shutdown(${server}${asksModel ? ", { work, graceMs: 70_000 }" : ""});
  process.exit();
});
`;
}
