import express5 from "express";
import { createRequire } from "node:module";
import { describeAdapter, type Layout } from "../../bot/test/adapter-suite.js";
import { webhook } from "../src/index.js";

type Express = typeof express5;
const express4 = createRequire(import.meta.url)("express4") as Express;

for (const [name, express] of [
  ["Express 5", express5],
  ["Express 4", express4],
] as const) {
  describeAdapter(
    name,
    (bot, options, layout) => {
      const app = express();
      const mount = webhook(bot, options);
      const before: Partial<Record<Layout, () => unknown>> = {
        "after a parser that keeps the bytes": () =>
          app.use(express.json({ verify: (req, _res, bytes) => void Object.assign(req, { rawBody: bytes }) })),
        "after a parser that keeps nothing": () => app.use(express.json()),
        "after an encoding was set": () =>
          app.use((req, _res, next) => {
            req.setEncoding("utf8");
            next();
          }),
        router: () => app.use("/bots/leave", express.Router().all("/convokraft", mount)),
      };
      before[layout]?.();
      app.all("/convokraft", mount);
      app.use(express.json());
      app.post("/other", (req, res) => void res.json(req.body));
      return app;
    },
    /before app\.use\(express\.json\(\)\).*verify/,
  );
}
