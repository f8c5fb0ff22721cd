import { createRequire } from "node:module";
import { webhook } from "@ck/express";
import { LAYOUTS, listen, type ConformanceAdapter } from "@ck/testing";
import express5 from "express";

type Express = typeof express5;
const express4 = createRequire(import.meta.url)("express4") as Express;

/** Both majors, for the conformance suite. */
export const adapters: readonly ConformanceAdapter[] = [adapt("Express 5", express5), adapt("Express 4", express4)];

function adapt(name: string, express: Express): ConformanceAdapter {
  return {
    name,
    layouts: LAYOUTS,
    fix: /before app\.use\(express\.json\(\)\).*verify/,
    start(bot, options, { layout }) {
      const app = express();
      const mount = webhook(bot, options);
      if (layout === "after a parser that keeps the bytes")
        app.use(express.json({ verify: (req, _res, bytes) => void Object.assign(req, { rawBody: bytes }) }));
      if (layout === "after a parser that keeps nothing") app.use(express.json());
      if (layout === "after an encoding was set")
        app.use((req, _res, next) => {
          req.setEncoding("utf8");
          next();
        });
      if (layout === "prefix") app.use("/bots/leave", express.Router().all("/convokraft", mount));
      else app.all("/convokraft", mount);
      app.use(express.json());
      app.post("/other", (req, res) => void res.json(req.body));
      return listen(app, layout === "prefix" ? "/bots/leave/convokraft" : "/convokraft");
    },
  };
}
