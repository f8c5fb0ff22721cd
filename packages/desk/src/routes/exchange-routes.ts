import { bytesOf, type Body, type Exchange, type Sign } from "@ck/emulator/core";
import { SIGNATURE_HEADER } from "@ck/protocol";
import { Hono } from "hono";
import type { FindAnswer, ImportAnswer, ResendAnswer, RestoreAnswer, SaveAnswer, SignAnswer } from "../api/requests.js";
import type { Desk } from "../desk.js";
import { HttpError } from "../http/http-error.js";
import { readImport } from "../http/read-import.js";
import { readFind, readResend } from "../http/read-input.js";
import { readJson } from "../http/read-json.js";
import type { Recordings } from "../http/recordings.js";

/** The largest file of exchanges that is imported. */
const MAX_IMPORT_BYTES = 50_000_000;

/** Shows exchanges, saves them and sends them again. */
export function exchangeRoutes(desk: Desk, recordings: Recordings): Hono {
  const { exchanges, emulator, vault, limits, resend } = desk;
  const signer = (): Sign | undefined => {
    const { webhook, dialect } = emulator.bot;
    return webhook.secured ? vault?.signer(dialect.signature) : undefined;
  };
  const find = (id: string): Exchange => exchanges.exchange(id) ?? refuse();

  const routes = new Hono();
  routes.post("/exchanges/clear", (context) => {
    desk.clear();
    return context.json({});
  });
  routes.post("/exchanges/restore", (context) => context.json<RestoreAnswer>({ count: desk.restore() }));
  routes.post("/exchanges/import", async (context) => {
    const imported = readImport(await readJson(context, MAX_IMPORT_BYTES));
    for (const exchange of imported) desk.tell({ type: "exchange", row: exchanges.addImported(exchange) });
    return context.json<ImportAnswer>({ count: imported.length });
  });
  routes.post("/exchanges/find", async (context) =>
    context.json<FindAnswer>(exchanges.find(readFind(await readJson(context)))),
  );
  routes.get("/exchanges/:id", async (context) =>
    context.json(await (exchanges.view(context.req.param("id")) ?? refuse())),
  );
  routes.get("/exchanges/:id/bytes/:side", (context) => {
    const { request, response } = find(context.req.param("id"));
    const body: Body | undefined = { request, response }[context.req.param("side")]?.body;
    if (body === undefined) throw new HttpError(404, "ERR_NO_BYTES", "The exchange has no such side.");
    // The bytes are a stranger's: a browser must save them, never show them.
    return context.body(Uint8Array.from(bytesOf(body)), 200, {
      "content-type": "application/octet-stream",
      "content-disposition": "attachment",
    });
  });
  routes.post("/exchanges/:id/resend", async (context) => {
    const exchange = find(context.req.param("id"));
    const { body, sign: anew = false, url } = readResend(await readJson(context));
    const sign = signer();
    if (anew && sign === undefined) refuseToSign();
    const sent = await resend(exchange, {
      limits,
      sign: anew ? sign : undefined,
      edit: body,
      url,
    });
    const resendOf = exchanges.row(exchange.id)?.number;
    const row = exchanges.add(sent, resendOf === undefined ? {} : { resendOf });
    desk.tell({ type: "exchange", row });
    return context.json<ResendAnswer>({ id: sent.id });
  });
  routes.post("/exchanges/:id/sign", async (context) => {
    const { request, environment } = find(context.req.param("id"));
    const sign = signer() ?? refuseToSign();
    return context.json<SignAnswer>({ signature: [SIGNATURE_HEADER, await sign(bytesOf(request.body), environment)] });
  });
  routes.post("/exchanges/:id/save", async (context) => {
    const exchange = find(context.req.param("id"));
    return context.json<SaveAnswer>({ file: await recordings.saveExchange(exchange) });
  });
  return routes;
}

function refuseToSign(): never {
  throw new HttpError(400, "ERR_NOT_SECURED", "The bot is not secured, so there is no key to sign with.");
}

function refuse(): never {
  throw new HttpError(404, "ERR_NO_EXCHANGE", "This exchange is no longer kept.");
}
