import { SIGNATURE_HEADER } from "@ck/protocol";
import type { CheckFinding } from "./finding.js";
import { toBytes, type Prober } from "./probe/prober.js";
import { judgeReceptions, judgeRefusal } from "./probe/refusal.js";
import type { SampleRequest } from "./probe/sample-requests.js";
import { sendMethod } from "./probe/send-method.js";

/** Real requests have some kilobytes; this is far above every sensible limit. */
const LARGE = 3_000_000;

/** What {@link checkRefusals} needs. */
export interface RefusalProbes {
  readonly prober: Prober;
  readonly base: SampleRequest;
  readonly url: string;
  readonly timeoutMs: number;
}

/** Checks that a server rejects what is not a request, and survives it (docs/contract.md §5). */
export async function* checkRefusals(probes: RefusalProbes): AsyncGenerator<CheckFinding> {
  const { prober, base } = probes;
  yield await checkMethods(probes);
  yield judgeRefusal(
    {
      id: "body-size",
      what: `A body of ${LARGE / 1_000_000} MB`,
      status: 413,
      fix: "Stop reading at 1 MB and answer 413: an endless body would fill the server's memory.",
    },
    [
      await prober.send({
        subject: "a large body",
        body: { ...base.body, padding: "x".repeat(LARGE) },
        todo: base.todo,
      }),
    ],
    prober,
  );
  const broken = ['{"todo":', "[]", "null", ""];
  const answers = [];
  for (const text of broken)
    answers.push(
      await prober.send({ subject: "a body that is not a JSON object", body: new TextEncoder().encode(text) }),
    );
  yield judgeRefusal(
    {
      id: "not-json",
      what: "A body that is not a JSON object",
      status: 400,
      fix: "Answer 400 with an empty body to what cannot be parsed.",
    },
    answers,
    prober,
  );
  yield await checkUnknownTodo(prober);
}

async function checkMethods({ prober, base, url, timeoutMs }: RefusalProbes): Promise<CheckFinding> {
  const body = toBytes(base.body);
  const receptions = [];
  for (const method of ["GET", "PUT"]) {
    const headers: Record<string, string> = prober.sign ? { [SIGNATURE_HEADER]: await prober.sign(body) } : {};
    const reception = await sendMethod({ method, url, headers, body, timeoutMs });
    receptions.push(reception);
    if (reception.kind !== "accepted") await prober.ensureAlive(`a ${method} request`);
  }
  return judgeReceptions(
    { id: "method", what: "A GET or PUT request", status: 405, fix: "Accept only POST. Answer 405 to other methods." },
    receptions,
  );
}

/** The platform may add a `todo`: answering an unknown one is fine, failing on it is not. */
async function checkUnknownTodo(prober: Prober): Promise<CheckFinding> {
  const exchange = await prober.send({
    subject: "a request of an unknown kind",
    body: { todo: "ckCheck", environment: "development" },
  });
  const what = 'A request of an unknown kind ("todo")';
  const reception = prober.receptionOf(exchange);
  if (reception.kind === "accepted")
    return {
      id: "unknown-todo",
      level: "note",
      message: `${what} gets the status ${reception.status}; 400 would say that it is unknown.`,
    };
  return judgeRefusal({ id: "unknown-todo", what, status: 400, fix: "" }, [exchange], prober);
}
