import { createRequire } from "node:module";
import { webhook } from "@ck/koa";
import { LAYOUTS, listen, type ConformanceAdapter } from "@ck/testing";
import Router from "@koa/router";
import Koa3 from "koa";
import bodyParser from "koa-bodyparser";

type Koa = typeof Koa3;
const Koa2 = createRequire(import.meta.url)("koa2") as Koa;

/** Both majors, for the conformance suite. */
export const adapters: readonly ConformanceAdapter[] = [adapt("Koa 3", Koa3), adapt("Koa 2", Koa2)];

function adapt(name: string, Koa: Koa): ConformanceAdapter {
  return {
    name,
    layouts: LAYOUTS,
    fix: /before app\.use\(bodyParser\(\)\).*rawBody/,
    start(bot, options, { layout }) {
      const app = new Koa();
      // Otherwise Koa prints an error whenever a caller hangs up.
      app.silent = true;
      const mount = webhook(bot, options);
      if (layout === "after a parser that keeps the bytes") app.use(bodyParser());
      if (layout === "after a parser that keeps nothing")
        app.use(async (ctx, next) => {
          for await (const chunk of ctx.req) void chunk;
          await next();
        });
      if (layout === "after an encoding was set")
        app.use((ctx, next) => {
          ctx.req.setEncoding("utf8");
          return next();
        });
      const router = new Router(layout === "prefix" ? { prefix: "/bots/leave" } : {});
      router.all("/convokraft", mount);
      app.use(router.routes());
      app.use(bodyParser());
      app.use((ctx) => {
        ctx.body = ctx.request.body;
      });
      return listen(app.callback(), layout === "prefix" ? "/bots/leave/convokraft" : "/convokraft");
    },
  };
}
