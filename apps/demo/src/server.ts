import { webhook as expressWebhook } from "@ck/express";
import { webhook as koaWebhook } from "@ck/koa";
import type { Bot, ReceiveOptions } from "@ck/bot";
import express, { type ErrorRequestHandler, type Express } from "express";
import Koa from "koa";

/** The path of the webhook URL to enter in the console. */
export const WEBHOOK_PATH = "/convokraft";

/** Options of the two servers. */
export interface ServerOptions extends ReceiveOptions {
  /** Called by `GET /health`, which answers 503 if it rejects. Default: always healthy. */
  readonly check?: () => Promise<void>;
}

/** The bot in Express. */
export function createExpressApp(bot: Bot, { check = healthy, ...options }: ServerOptions): Express {
  const app = express().disable("x-powered-by");
  // Every method: the webhook answers 405 to all but POST.
  app.all(WEBHOOK_PATH, expressWebhook(bot, options));
  app.get("/", (_req, res) => void res.json(describe("Express", bot)));
  app.get("/health", async (_req, res) => {
    const { status, body } = await health(check);
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
export function createKoaApp(bot: Bot, { check = healthy, ...options }: ServerOptions): Koa {
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
    else if (ctx.path === "/health") {
      const { status, body } = await health(check);
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
    health: "GET /health",
    actions: Object.keys(bot.actions),
  };
}

async function health(check: () => Promise<void>): Promise<{ status: 200 | 503; body: object }> {
  try {
    await check();
    return { status: 200, body: { status: "ok" } };
  } catch {
    return { status: 503, body: { status: "the database does not answer" } };
  }
}

function healthy(): Promise<void> {
  return Promise.resolve();
}
