import type { Exchange, Fault } from "@ck/emulator";
import { receptionOf, type Reception } from "../check/probe/reception.js";

/** Whether a server did the right thing with a request that was broken on purpose. */
export interface FaultJudgement {
  readonly fault: Fault;
  readonly ok: boolean;
  /** `refused, as it should be` or `FAULT: accepted` */
  readonly message: string;
}

/** Faults that a server may answer: only failing on them is wrong. */
const MAY_BE_ANSWERED: ReadonlySet<Fault> = new Set(["slow-sending", "cut-connection", "replayed", "duplicated"]);

/** Faults of the signature, which are nothing to a bot that is not secured. */
const UNSIGNED: ReadonlySet<Fault> = new Set(["missing-signature"]);

/**
 * Judges what a server did with a request that was broken on purpose.
 *
 * @param exchange - the broken request; of two deliveries, the second
 * @param isSecured - the bot's requests are signed
 * @returns `undefined` if nothing was broken
 */
export function judgeFault(exchange: Exchange, isSecured: boolean): FaultJudgement | undefined {
  const { fault } = exchange;
  if (fault === undefined) return undefined;
  const reception = receptionOf(exchange);
  const mustReject = !MAY_BE_ANSWERED.has(fault) && (isSecured || !UNSIGNED.has(fault));
  const [ok, message] = mustReject ? judgeForgery(reception) : judgeOther(reception);
  return { fault, ok, message };
}

function judgeForgery(reception: Reception): readonly [ok: boolean, message: string] {
  switch (reception.kind) {
    case "rejected":
      return [true, `refused, as it should be (${reception.status})`];
    case "rejected-with-200":
      return [false, `FAULT: refused, but with the status ${reception.status} instead of 401`];
    case "accepted":
      return [false, `FAULT: accepted (${reception.status})`];
    case "errored":
      return [false, `FAULT: the server failed (${reception.status}) instead of refusing it with 401`];
    case "hung-up":
    case "silent":
      return [false, "FAULT: no answer; it should be refused with 401"];
  }
}

function judgeOther(reception: Reception): readonly [ok: boolean, message: string] {
  switch (reception.kind) {
    case "rejected":
      return [true, `refused, as it may be (${reception.status})`];
    case "accepted":
    case "rejected-with-200":
      return [true, `answered, as it may be (${reception.status})`];
    case "errored":
      return [false, `FAULT: the server failed (${reception.status})`];
    case "hung-up":
    case "silent":
      return [true, "no answer, as it may be"];
  }
}
