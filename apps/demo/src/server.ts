import { webhook as expressWebhook } from "@ck/express";
import { webhook as koaWebhook } from "@ck/koa";
import { health, type Health } from "@ck/node";
import type { Bot, ReceiveOptions } from "@ck/bot";
import express, { type ErrorRequestHandler, type Express } from "express";
import Koa from "koa";

/** The path of the webhook URL to enter in the console. */
export const WEBHOOK_PATH = "/convokraft";

/** Options of the two servers. */
export interface ServerOptions extends ReceiveOptions {
  /** Answers `GET /livez` and `GET /readyz`, and `GET /health` as the latter. Default: without checks. */
  readonly probes?: Health;
}

/** The bot in Express. */
export function createExpressApp(bot: Bot, { probes = health(), ...options }: ServerOptions): Express {
  const app = express().disable("x-powered-by");
  // Every method: the webhook answers 405 to all but POST.
  app.all(WEBHOOK_PATH, expressWebhook(bot, options));
  app.get("/", (_req, res) => void res.json(describe("Express", bot)));
  app.use((req, res, next) => {
    if (!probes.handle(req, res)) next();
  });
  app.get("/health", async (_req, res) => {
    const { status, body } = await readiness(probes);
    res.status(status).json(body);
  });
  // Express's own handler prints the stack into the answer. Four parameters mark an error handler.
  const onError: ErrorRequestHandler = (error, _req, res, next) => {
    console.error("express:", error);
    if (res.headersSent) next(error);
    else res.status(500).end();
  };
  return app.use(onError);
}

/** The same bot in Koa. */
export function createKoaApp(bot: Bot, { probes = health(), ...options }: ServerOptions): Koa {
  const app = new Koa();
  const answer = koaWebhook(bot, options);
  // Koa's own listener prints each connection that a caller cuts. That is no error here; `onEvent` reports it.
  app.on("error", (error: NodeJS.ErrnoException) => {
    if (!/^(ECONN|EPIPE|HPE_)/.test(error.code ?? "")) console.error("koa:", error);
  });
  app.use(async (ctx, next) => {
    if (ctx.path === WEBHOOK_PATH) await answer(ctx, next);
    else if (ctx.method !== "GET") await next();
    else if (ctx.path === "/") ctx.body = describe("Koa", bot);
    // Koa must not answer as well.
    else if (probes.handle(ctx.req, ctx.res)) ctx.respond = false;
    else if (ctx.path === "/health") {
      const { status, body } = await readiness(probes);
      ctx.status = status;
      ctx.body = body;
    }
  });
  return app;
}

function describe(framework: string, bot: Bot): object {
  return {
    name: "The leave bot of @ck/demo",
    framework,
    webhook: `POST ${WEBHOOK_PATH}`,
    health: "GET /livez, GET /readyz",
    actions: Object.keys(bot.actions),
  };
}

async function readiness(probes: Health): Promise<{ status: 200 | 503; body: object }> {
  const { isReady, failed } = await probes.ready();
  return isReady ? { status: 200, body: { status: "ok" } } : { status: 503, body: { status: "not ready", failed } };
}
