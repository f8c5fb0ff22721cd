import type { EmulatedBot, Exchange, Vault } from "@ck/emulator";
import { createProber, receptionOf } from "../check/probe.js";
import { actionRequests, handlerRequests } from "../check/sample-requests.js";
import type { LimitFlags } from "../flags.js";
import type { Symptom } from "./symptom.js";

/** Whose server is looked at. */
export interface Patient {
  readonly bot: EmulatedBot;
  /** Absent for a bot that is not secured. */
  readonly vault: Vault | undefined;
  readonly flags: LimitFlags;
}

/** Is the server there, does it let the platform in, and nobody else? `ck check` looks closer. */
export async function* examineServer({ bot, vault, flags }: Patient): AsyncGenerator<Symptom> {
  const { timeoutMs, maxBytes } = flags;
  const sign = vault?.signer(bot.dialect.signature);
  const { url } = bot.webhook;
  const prober = createProber({ url, environment: "development", sign, limits: { timeoutMs, maxBytes } });
  const samples = { bot, environment: "development", withoutExecute: true } as const;
  const sample = [...handlerRequests(samples), ...actionRequests(samples)][0];
  if (sample === undefined) return;

  const exchange = await prober.send(sample);
  const genuine = receptionOf(exchange);
  if (genuine.kind === "hung-up" || genuine.kind === "silent") {
    const mend = "Start the server, or correct the webhook's URL in the definition.";
    yield { about: "server", level: "fault", message: exchange.verdict.message, fix: mend };
    return;
  }
  if (genuine.kind !== "let-in") {
    yield notLetIn(exchange, genuine.status, vault !== undefined);
    return;
  }
  const isTaken = exchange.verdict.outcome === "answered";
  yield isTaken
    ? { about: "server", level: "ok", message: `${url} lets the platform in, and answers ${sample.subject}.` }
    : { about: "server", level: "fault", message: exchange.verdict.message, fix: "`ck check` says more." };
  if (vault === undefined) return;

  const unsigned = await prober.send({ ...sample, subject: "a request without a signature", signatures: [] });
  yield receptionOf(unsigned).kind === "let-in"
    ? {
        about: "signature",
        level: "fault",
        message: "A request without a signature is let in: anybody can talk to this server.",
        fix: "Have the server check the signature of every request; `ck check` tries all ways around it.",
      }
    : {
        about: "signature",
        level: "ok",
        message: "The server knows the key, and refuses a request without a signature.",
      };
}

function notLetIn({ verdict }: Exchange, status: number, isSecured: boolean): Symptom {
  if (status === 401 && isSecured) {
    const mend =
      "The server has another key, or other settings of hash, format and encoding: give it what `ck key show` prints. If it has that, it does not check the exact bytes: see `ck explain`.";
    return { about: "signature", level: "fault", message: "The server refuses a genuine request with 401.", fix: mend };
  }
  const mend = "See that the URL is the one that the bot is called at, and what the server logs.";
  return { about: "server", level: "fault", message: verdict.message, fix: mend };
}
