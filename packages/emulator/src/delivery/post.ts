import type { Environment, Todo } from "@ck/protocol";
import type { WireSpelling } from "../dialect/dialect.js";
import { headerLines } from "../dialect/headers.js";
import { toBody } from "./body.js";
import type { Exchange, Limits } from "./exchange.js";
import type { Fault } from "./fault.js";
import { judge } from "./judge.js";
import type { Send, Sending } from "./send.js";

/** One delivery, to the byte. */
export interface Posting {
  readonly url: URL;
  readonly body: Uint8Array;
  /** The lines of the signature header: usually one; none for a bot that is not secured. */
  readonly signatures: readonly string[];
  readonly todo: Todo;
  readonly environment: Environment;
  readonly fault?: Fault | undefined;
  readonly spelling?: WireSpelling | undefined;
  readonly limits: Limits;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly send: Send;
}

/** Sends bytes, and records what happened. */
export async function post(posting: Posting): Promise<Exchange> {
  const { url, body, signatures, todo, environment, fault, limits, now, newId, send, spelling } = posting;
  const headers = headerLines(body.byteLength, signatures, spelling);
  const at = now().toISOString();
  const sent = await send({ url, headers, body, manner: mannerOf(fault) }, limits);
  const { response, timings, ending } = sent;
  const verdict = judge(sent, todo, limits);
  const isCut = fault === "cut-connection" && response === undefined;
  return {
    id: newId(),
    at,
    todo,
    environment,
    ...(fault !== undefined && { fault }),
    request: {
      method: "POST",
      url: url.href,
      headers,
      ...(signatures[0] !== undefined && { signature: signatures[0] }),
      body: toBody(body),
    },
    ...(response && {
      response: {
        status: response.status,
        headers: response.headers,
        body: toBody(response.body),
        complete: ending.type === "complete",
      },
    }),
    timings,
    bytes: { sent: body.byteLength, received: response?.body.byteLength ?? 0 },
    verdict: isCut
      ? { ...verdict, message: "The connection was cut on purpose in the middle of the request." }
      : verdict,
  };
}

function mannerOf(fault: Fault | undefined): Sending["manner"] {
  if (fault === "slow-sending") return "slow";
  return fault === "cut-connection" ? "cut" : undefined;
}
