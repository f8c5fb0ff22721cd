import type { EmulatedBot, Exchange, Vault } from "@ck/emulator";
import { createProber } from "../check/probe/prober.js";
import { actionRequests, handlerRequests } from "../check/probe/sample-requests.js";
import { limitsOf, type LimitFlags } from "../flags.js";
import { fail, pass, type Symptom } from "./symptom.js";

/** The server to examine. */
export interface Patient {
  readonly bot: EmulatedBot;
  /** Absent for a bot that is not secured. */
  readonly vault: Vault | undefined;
  readonly flags: LimitFlags;
}

/** Tells whether the server is up, accepts the platform and rejects others. `ck check` looks closer. */
export async function* examineServer({ bot, vault, flags }: Patient): AsyncGenerator<Symptom> {
  const sign = vault?.signer(bot.dialect.signature);
  const { url } = bot.webhook;
  const prober = createProber({ url, environment: "development", sign, limits: limitsOf(flags) });
  const samples = { bot, environment: "development", withoutExecute: true } as const;
  const sample = [...handlerRequests(samples), ...actionRequests(samples)][0];
  if (sample === undefined) return;

  const exchange = await prober.send(sample);
  const genuine = prober.receptionOf(exchange);
  if (genuine.kind === "hung-up" || genuine.kind === "silent") {
    yield fail(
      "server",
      exchange.verdict.message,
      "Start the server, or correct the webhook's URL in convokraft.json.",
    );
    return;
  }
  if (genuine.kind !== "accepted") {
    yield notAccepted(exchange, genuine.status, vault !== undefined);
    return;
  }
  yield exchange.verdict.outcome === "answered"
    ? pass("server", `${url} accepts the platform and answers ${sample.subject}.`)
    : fail("server", exchange.verdict.message, "Run `ck check` for details.");
  if (vault === undefined) return;

  const unsigned = await prober.send({ ...sample, subject: "a request without a signature", signatures: [] });
  yield prober.receptionOf(unsigned).kind === "accepted"
    ? fail(
        "signature",
        "A request without a signature is accepted: anybody can talk to this server.",
        "Make the server check the signature of every request. `ck check` tries all ways around it.",
      )
    : pass("signature", "The server knows the key, and rejects a request without a signature.");
}

function notAccepted({ verdict }: Exchange, status: number, isSecured: boolean): Symptom {
  if (status === 401 && isSecured)
    return fail(
      "signature",
      "The server rejects a genuine request with 401.",
      "Give the server the key that `ck key show` prints. If it has that key, run `ck check`: it finds out why.",
    );
  return fail("server", verdict.message, "Check the webhook's URL, and look at the server's log.");
}
