import { bytesOf, resend, saveExchange, type Body, type Exchange } from "@ck/emulator";
import type { ResendAnswer, SaveAnswer } from "../api/requests.js";
import type { Desk } from "../desk.js";
import { readResend } from "../http/read-input.js";
import { readJson } from "../http/read-json.js";
import { HttpError } from "../http/http-error.js";
import type { Route } from "../http/router.js";
import type { Recordings } from "../recordings.js";

/** Shows exchanges, saves them and sends them again. */
export function exchangeRoutes(desk: Desk, recordings: Recordings): readonly Route[] {
  const { exchanges, emulator, vault, limits } = desk;
  const { secured } = emulator.bot.webhook;
  const sign = secured ? vault?.signer(emulator.bot.dialect.signature) : undefined;
  const find = (id: string | undefined): Exchange => exchanges.exchange(id ?? "") ?? refuse();

  return [
    {
      method: "GET",
      pattern: "/api/exchanges/:id",
      handle: ({ params }) => exchanges.view(params["id"] ?? "") ?? refuse(),
    },
    {
      method: "GET",
      pattern: "/api/exchanges/:id/bytes/:side",
      handle({ params, response }) {
        const { request, response: answer } = find(params["id"]);
        const body: Body | undefined = { request, response: answer }[params["side"] ?? ""]?.body;
        if (body === undefined) throw new HttpError(404, "ERR_NO_BYTES", "The exchange has no such side.");
        // The bytes are a stranger's: a browser must save them, never show them.
        response.setHeader("content-type", "application/octet-stream");
        response.setHeader("content-disposition", "attachment");
        response.end(bytesOf(body));
        return undefined;
      },
    },
    {
      method: "POST",
      pattern: "/api/exchanges/:id/resend",
      async handle({ request, params }): Promise<ResendAnswer> {
        const exchange = find(params["id"]);
        const { body, sign: anew = false } = readResend(await readJson(request));
        if (anew && sign === undefined)
          throw new HttpError(400, "ERR_NOT_SECURED", "The bot is not secured, so there is no key to sign with.");
        const sent = await resend(exchange, {
          limits,
          sign: anew ? sign : undefined,
          edit: body === undefined ? undefined : () => body,
        });
        const resendOf = exchanges.row(exchange.id)?.number;
        const row = exchanges.add(sent, resendOf === undefined ? {} : { resendOf });
        desk.tell({ type: "exchange", row });
        return { id: sent.id };
      },
    },
    {
      method: "POST",
      pattern: "/api/exchanges/:id/save",
      async handle({ params }): Promise<SaveAnswer> {
        const exchange = find(params["id"]);
        return { file: await recordings.save(exchange.todo, exchange.id, (file) => saveExchange(file, exchange)) };
      },
    },
  ];
}

function refuse(): never {
  throw new HttpError(404, "ERR_NO_EXCHANGE", "This exchange is no longer kept.");
}
