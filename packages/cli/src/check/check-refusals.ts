import { SIGNATURE_HEADER } from "@ck/protocol";
import type { CheckFinding } from "./finding.js";
import { receptionOf, toBytes, type Prober } from "./probe.js";
import { judgeReceptions, judgeRefusal } from "./refusal.js";
import type { SampleRequest } from "./sample-requests.js";
import { sendMethod } from "./send-method.js";

/** Real requests have some kilobytes; this is far over every limit that makes sense. */
const LARGE = 3_000_000;

/** What the probes of what is no request need. */
export interface RefusalProbes {
  readonly prober: Prober;
  readonly base: SampleRequest;
  readonly url: string;
  readonly timeoutMs: number;
}

/** Whether a server refuses what is no request, and is not broken by it (contract §5). */
export async function* checkRefusals(probes: RefusalProbes): AsyncGenerator<CheckFinding> {
  const { prober, base } = probes;
  yield await checkMethods(probes);
  yield judgeRefusal(
    {
      id: "body-size",
      what: `A body of ${LARGE / 1_000_000} MB`,
      status: 413,
      fix: "Stop reading at 1 MB, and answer 413: whoever sends without end fills the server's memory.",
    },
    [
      await prober.send({
        subject: "a large body",
        body: { ...base.body, padding: "x".repeat(LARGE) },
        todo: base.todo,
      }),
    ],
  );
  const broken = ['{"todo":', "[]", "null", ""];
  const answers = [];
  for (const text of broken)
    answers.push(await prober.send({ subject: "a body that is no JSON object", body: new TextEncoder().encode(text) }));
  yield judgeRefusal(
    {
      id: "not-json",
      what: "A body that is no JSON object",
      status: 400,
      fix: "Answer 400 with an empty body to what cannot be parsed.",
    },
    answers,
  );
  yield await checkUnknownTodo(prober);
}

async function checkMethods({ prober, base, url, timeoutMs }: RefusalProbes): Promise<CheckFinding> {
  const body = toBytes(base.body);
  const receptions = [];
  for (const method of ["GET", "PUT"]) {
    const headers: Record<string, string> = prober.sign ? { [SIGNATURE_HEADER]: await prober.sign(body) } : {};
    receptions.push(await sendMethod({ method, url, headers, body, timeoutMs }));
  }
  return judgeReceptions(
    { id: "method", what: "A GET or a PUT", status: 405, fix: "Answer POST only; 405 is for all other methods." },
    receptions,
  );
}

/** The platform may learn new words: to answer them is not wrong, to break on them is. */
async function checkUnknownTodo(prober: Prober): Promise<CheckFinding> {
  const subject = "a todo that the contract does not have";
  const exchange = await prober.send({ subject, body: { todo: "ckCheck", environment: "development" } });
  const what = "A todo that the contract does not have";
  const reception = receptionOf(exchange);
  if (reception.kind === "let-in")
    return {
      id: "unknown-todo",
      level: "note",
      message: `${what} is answered with ${reception.status}; 400 would say that it is not known.`,
    };
  return judgeRefusal({ id: "unknown-todo", what, status: 400, fix: "" }, [exchange]);
}
