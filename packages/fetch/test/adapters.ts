import { webhook } from "@ck/fetch";
import { listen, type ConformanceAdapter } from "@ck/testing";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";

/** For the conformance suite. */
export const adapters: readonly ConformanceAdapter[] = [
  {
    name: "Hono 4 on Node",
    layouts: ["route", "prefix", "beside a parser", "after a parser that keeps nothing"],
    fix: /c\.req\.raw, before anything calls c\.req\.json\(\)/,
    start(bot, options, { layout }) {
      const app = new Hono();
      const convokraft = webhook(bot, options);
      if (layout === "after a parser that keeps nothing")
        app.use(async (c, next) => {
          await c.req.text();
          await next();
        });
      const routes = new Hono().all("/convokraft", (c) => convokraft(c.req.raw));
      app.route(layout === "prefix" ? "/bots/leave" : "/", routes);
      app.post("/other", async (c) => c.json(await c.req.json<object>()));
      return listen(getRequestListener(app.fetch), layout === "prefix" ? "/bots/leave/convokraft" : "/convokraft");
    },
  },
];
