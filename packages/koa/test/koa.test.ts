import Router from "@koa/router";
import Koa3 from "koa";
import bodyParser from "koa-bodyparser";
import { createRequire } from "node:module";
import { describeAdapter } from "../../bot/test/adapter-suite.js";
import { webhook } from "../src/index.js";

const Koa2 = createRequire(import.meta.url)("koa2") as typeof Koa3;

for (const [name, Koa] of [
  ["Koa 3", Koa3],
  ["Koa 2", Koa2],
] as const) {
  describeAdapter(
    name,
    (bot, options, layout) => {
      const app = new Koa();
      const mount = webhook(bot, options);
      if (layout === "after a parser that keeps the bytes") app.use(bodyParser());
      if (layout === "after an encoding was set") {
        app.use((ctx, next) => {
          ctx.req.setEncoding("utf8");
          return next();
        });
      }
      if (layout === "after a parser that keeps nothing") {
        app.use(async (ctx, next) => {
          for await (const chunk of ctx.req) void chunk;
          await next();
        });
      }
      const router = new Router(layout === "router" ? { prefix: "/bots/leave" } : {});
      router.all("/convokraft", mount);
      app.use(router.routes());
      app.use(bodyParser());
      app.use((ctx) => {
        ctx.body = ctx.request.body;
      });
      const callback = app.callback();
      return (req, res) => void callback(req, res);
    },
    /before app\.use\(bodyParser\(\)\).*rawBody/,
  );
}
