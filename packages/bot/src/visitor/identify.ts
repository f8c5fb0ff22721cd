import type { WebhookRequest } from "@ck/protocol";
import type { AnyAction } from "../bot.js";
import { BotError } from "../error.js";
import { within, type Deadline } from "../time/deadline.js";
import type { VisitorSetup } from "./option.js";
import type { VisitorCheck, VisitorIdentity, VisitorRefusal } from "./verifier.js";

/** Who a request comes from, or why that is not known. */
export interface Identified {
  readonly visitor: VisitorIdentity | undefined;
  readonly visitorRefusal: VisitorRefusal | undefined;
}

/**
 * Asks the verifier of a bot about a request. Never rejects: whatever fails, the visitor is not known.
 *
 * @param at - when the request arrived: in a worker, long ago
 * @param time - the verifier gets half of what is left
 */
export async function identify(
  { verifier }: VisitorSetup,
  request: WebhookRequest,
  at: Date,
  time: Pick<Deadline, "remainingMs">,
  report: (error: BotError) => void,
): Promise<Identified> {
  const { clientData, environment, sessionData } = request;
  const token = Object.hasOwn(clientData, verifier.tokenKey) ? clientData[verifier.tokenKey] : undefined;
  const sessionId = typeof sessionData.id === "string" && sessionData.id !== "" ? sessionData.id : undefined;
  const check = await checked(() => verifier.verify(token, { environment, sessionId, at }), time.remainingMs() / 2);
  if (check.visitor !== undefined) return { visitor: check.visitor, visitorRefusal: undefined };
  if (check.reason === "keys" || check.reason === "store")
    report(
      new BotError("ERR_VISITOR", "A visitor could not be verified, and counts as unknown. See the cause.", {
        cause: check.cause,
      }),
    );
  return { visitor: undefined, visitorRefusal: check.reason };
}

/** The handler needs the other half of the time. */
async function checked(verify: () => Promise<VisitorCheck>, ms: number): Promise<VisitorCheck> {
  try {
    const late = {
      reason: "keys",
      cause: new Error(`The verifier did not answer within ${Math.ceil(ms)} ms.`),
    } as const;
    return await within<VisitorCheck>(ms, verify(), late);
  } catch (cause) {
    return { reason: "keys", cause };
  }
}

/** Whether an action turns a visitor away: it requires one whom the site vouched for. */
export function turnsAway(action: AnyAction | undefined, identified: Partial<Identified> | undefined): boolean {
  return action?.visitor === "required" && identified?.visitor === undefined;
}
