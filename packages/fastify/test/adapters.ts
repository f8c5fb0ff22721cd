import { webhook } from "@ck/fastify";
import { LAYOUTS, type ConformanceAdapter } from "@ck/testing";
import { fastify } from "fastify";

/** For the conformance suite. */
export const adapters: readonly ConformanceAdapter[] = [
  {
    name: "Fastify 5",
    layouts: LAYOUTS,
    fix: /onRequest hook.*rawBody/,
    async start(bot, options, { layout }) {
      const app = fastify({ forceCloseConnections: true });
      if (layout === "after an encoding was set")
        app.addHook("onRequest", (request, _reply, done) => {
          request.raw.setEncoding("utf8");
          done();
        });
      if (layout === "after a parser that keeps nothing" || layout === "after a parser that keeps the bytes")
        app.addHook("onRequest", async ({ raw }) => {
          const chunks: Buffer[] = [];
          for await (const chunk of raw) chunks.push(chunk as Buffer);
          if (layout === "after a parser that keeps the bytes") Object.assign(raw, { rawBody: Buffer.concat(chunks) });
        });
      const prefix = layout === "prefix" ? "/bots/leave/convokraft" : "/convokraft";
      app.register(webhook(bot, options), { prefix });
      app.post("/other", (request) => request.body);
      const origin = await app.listen({ port: 0, host: "127.0.0.1" });
      return { url: origin + prefix, close: () => app.close() };
    },
  },
];
