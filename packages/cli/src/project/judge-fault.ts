import { judgeFault, type Exchange, type Fault, type FaultResult } from "@ck/emulator";

/** Whether a server did the right thing with a request that was broken on purpose. */
export interface FaultJudgement {
  readonly fault: Fault;
  readonly result: FaultResult["result"];
  readonly ok: boolean;
  /** It begins with `refused, as it should be` or `FAULT: accepted`. */
  readonly message: string;
}

/** A server may answer these again: only its handlers know whether something was done twice. */
const MAY_BE_ANSWERED: ReadonlySet<Fault> = new Set(["replayed", "duplicated"]);

/**
 * Judges what a server did with a request that was broken on purpose.
 *
 * @param exchange - the broken request; of two deliveries, the second
 * @param isSecured - the bot's requests are signed
 * @returns `undefined` if nothing was broken
 */
export function judge(exchange: Exchange, isSecured: boolean): FaultJudgement | undefined {
  const { fault, response } = exchange;
  const judged = judgeFault(exchange);
  if (judged === undefined || fault === undefined) return undefined;
  const { result, message } = judged;
  const status = response === undefined ? "no answer" : String(response.status);
  if (fault === "missing-signature" && !isSecured)
    return {
      fault,
      result: "unclear",
      ok: true,
      message: `answered, as it may be (${status}): the bot is not secured`,
    };
  switch (result) {
    case "refused":
      return { fault, result, ok: true, message: `refused, as it should be (${status})` };
    case "accepted":
      return { fault, result, ok: false, message: `FAULT: accepted (${status}). ${message.replace(/^FAULT: t/, "T")}` };
    case "unclear":
      return { fault, result, ok: MAY_BE_ANSWERED.has(fault), message };
  }
}
