import type { Exchange } from "@ck/emulator";
import { diagnose, type Diagnosis, type DiagnoseOptions } from "./diagnose/diagnose.js";
import type { CheckFinding } from "./finding.js";
import { toBytes, type Prober } from "./probe/prober.js";
import type { SampleRequest } from "./probe/sample-requests.js";

/** A genuine request and the answer to it. */
export type Tried = readonly [SampleRequest, Exchange];

/** Reports whether genuine requests are accepted, and if not, why. */
export async function checkGenuine(
  tried: readonly Tried[],
  { isAccepted, prober, diagnosing }: GenuineOptions,
): Promise<{ readonly finding: CheckFinding; readonly diagnosis?: Diagnosis | undefined }> {
  const signed = prober.sign === undefined ? "A request" : "A request with a good signature";
  if (isAccepted) return { finding: { id: "genuine", level: "passed", message: `${signed} is accepted.` } };
  const unauthorized = tried.find(([, exchange]) => isUnauthorized(exchange, prober));
  const diagnosis =
    unauthorized === undefined || diagnosing === undefined
      ? undefined
      : await diagnose({ body: toBytes(unauthorized[0].body), todo: unauthorized[0].todo }, diagnosing);
  const about = { id: "genuine", level: "failed" } as const;
  if (diagnosis !== undefined) {
    const message = `${signed} is rejected. ${diagnosis.message}`;
    return { finding: { ...about, message, fix: diagnosis.fix }, diagnosis };
  }
  const verdicts = tried.map(([{ subject }, { verdict }]) => `${subject}: ${verdict.message}`).join(" ");
  return {
    finding: {
      ...about,
      message: `${signed} is rejected. ${verdicts}`,
      fix:
        unauthorized === undefined
          ? "Check the webhook's URL, and look at the server's log."
          : "Most likely the server has another public key: give it the one that signs here (`ck key show`). No other hash, format, encoding or spelling of the body is accepted either.",
    },
  };
}

/** What {@link checkGenuine} needs. */
export interface GenuineOptions {
  readonly isAccepted: boolean;
  readonly prober: Prober;
  /** Absent for a bot that is not secured. */
  readonly diagnosing: DiagnoseOptions | undefined;
}

function isUnauthorized(exchange: Exchange, prober: Prober): boolean {
  const reception = prober.receptionOf(exchange);
  if (reception.kind === "rejected-with-200") return true;
  return reception.kind === "rejected" && [400, 401, 403].includes(reception.status);
}
