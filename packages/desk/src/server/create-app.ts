import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { ErrorAnswer } from "../api/requests.js";
import { answerErrors } from "../http/answer-errors.js";
import { HttpError } from "../http/http-error.js";
import type { Guard } from "./guard.js";
import type { PageFile } from "./page-files.js";
import { securityHeaders } from "./security-headers.js";

/** The parts of the app. */
export interface AppParts {
  readonly guard: Guard;
  /** The address of the bot's server, which may change. */
  readonly webhookUrl: () => string;
  readonly page: ReadonlyMap<string, PageFile>;
  readonly api: Hono;
  /** Called with errors of the desk itself. */
  readonly onError: (error: unknown) => void;
}

/** Creates what is served: the files of the page, and the API for a caller that has the token. */
export function createApp({ guard, webhookUrl, page, api, onError }: AppParts): Hono {
  const app = new Hono();
  answerErrors(app, onError);
  app.use((context, next) => securityHeaders(webhookUrl())(context, next));
  app.use(async (context, next) => {
    await next();
    context.res.headers.set("cache-control", "no-store");
  });
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (context, methods) => refuseMethod(methods) }));
  app.use(guard.checkHost);
  app.use("/api/*", guard.checkCaller);
  app.route("/api", api);
  for (const [path, { type, bytes }] of page)
    app.get(path, (context) =>
      context.body(bytes, 200, { "content-type": type, "content-length": `${bytes.byteLength}` }),
    );
  if (page.size === 0)
    app.get("*", () => {
      throw new HttpError(503, "ERR_NO_PAGE", "The page is not built, so it cannot be shown. Build @ck/desk.");
    });
  return app;
}

function refuseMethod(allowed: readonly string[]): Response {
  const methods = allowed.filter((method) => method !== "HEAD").join(", ");
  const body: ErrorAnswer = { error: { code: "ERR_METHOD", message: `This path accepts ${methods} only.` } };
  return Response.json(body, { status: 405, headers: { allow: allowed.join(", ") } });
}
