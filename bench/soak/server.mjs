// The server under attack: the README's, on HTTP/1 and on HTTP/2.
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import process from "node:process";
import { action, createBot, integer, memoryStore } from "../../packages/bot/dist/index.js";
import { webhook } from "../../packages/node/dist/index.js";
import { serveParent } from "./child.mjs";

const { publicKey } = JSON.parse(process.argv[2]);
const errors = {};
const bot = createBot({
  actions: {
    ApplyLeave: action({
      params: { days: integer({ min: 1 }) },
      execute: ({ params }) => `${params.days} days are booked.`,
    }),
  },
  late: "Not yet.",
});
const listener = webhook(bot, {
  publicKey,
  replay: { store: memoryStore() },
  onError: ({ code }) => {
    errors[code] = (errors[code] ?? 0) + 1;
  },
});

async function listen(server) {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server.address().port;
}

const ready = { http1: await listen(createServer(listener)), http2: await listen(createHttp2Server(listener)) };
serveParent(ready, {
  used: () => ({ peakRss: process.resourceUsage().maxRSS * 1024, errors }),
  collect: () => {
    globalThis.gc();
    return { heap: process.memoryUsage().heapUsed };
  },
});
