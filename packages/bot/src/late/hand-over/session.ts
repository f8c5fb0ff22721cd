import type { WebhookRequest, WebhookResponse } from "@ck/protocol";
import type { Bot } from "../../bot.js";
import type { Context } from "../../context.js";
import type { Visit } from "../../visit.js";
import { lookUp, type Held, type LateStore } from "../late-store.js";
import { bringChanges } from "../../session/bring-changes.js";
import type { Changes, Kept } from "../kept.js";
import type { LateAnswer, LateTodo, TakenAnswer } from "../late-answer.js";
import type { LateEvent } from "../late-event.js";
import type { MayBeLate } from "../may-be-late.js";
import { holdsTickets } from "../../answer/late-key.js";
import { asHandled, joinAll } from "./words.js";
import { shownOf, withWords } from "./ready.js";
import { NO_TAKES, openTurn, shownBy, type Outgoing, type Takes } from "./turn.js";
import { bearerOf, questionOf, withTicket, type Ticket } from "../ticket.js";

/** The late answers of one request's session. */
export interface LateSession extends Takes {
  /** Whether the session waits for nothing. */
  readonly isEmpty: boolean;
  /** For `context.lateAnswers`. What a taken answer did to `broadcast` is done to that of the context. */
  readonly pending: (context: () => Context) => readonly LateAnswer[];
  /** What the answers that went to the visitor's page have done to `broadcast`. It stays to be done until {@link settle} is called. */
  readonly unsettled: readonly Changes[];
  /** An answer goes out with the unsettled changes in it. */
  readonly settle: () => void;
  /** The tickets that are still valid. */
  readonly tickets: readonly Ticket[];
  /** Adds a ticket. Returns `false` if the session waits for too many answers already. */
  readonly promise: (ticket: Ticket) => boolean;
  /**
   * What is known of a question that was asked before; `undefined` for a new one. A ready answer is taken by this call,
   * and by no other.
   */
  readonly ask: (handler: MayBeLate) => Promise<Kept | undefined>;
  /** What a turn of free text is answered with in place of its own answer. Taken like that of `ask`. */
  readonly next: () => Promise<Kept | undefined>;
  /** Puts the answers before a response that go out by themselves, are ready, and fit. Each is taken. */
  readonly handOver: (response: WebhookResponse, turn: HandOver) => Promise<WebhookResponse>;
}

/** The turn that hands answers over. */
export interface HandOver {
  /** The session's store as it is without them. */
  readonly broadcast: Readonly<Record<string, unknown>>;
  /** Whether the handler failed: what it took goes out all the same. */
  readonly isFailure: boolean;
  /** Whether a response is small enough, with these tickets. */
  readonly fits: (response: WebhookResponse, tickets: readonly Ticket[]) => boolean;
}

/** For a bot whose handlers cannot be late. */
export const NO_SESSION: LateSession = {
  isEmpty: true,
  pending: () => [],
  unsettled: [],
  settle: () => undefined,
  tickets: [],
  promise: () => false,
  ask: () => Promise.resolve(undefined),
  next: () => Promise.resolve(undefined),
  handOver: (response) => Promise.resolve(response),
  ...NO_TAKES,
};

/** What goes out by itself unless the bot says otherwise: free text cannot be asked for again. */
const HAND_OVER: readonly LateTodo[] = ["fallback"];

/** Looks up what the session of a request waits for. */
export async function openSession(
  late: LateStore,
  bot: Bot,
  request: WebhookRequest,
  visit: Visit,
  report: (error: unknown) => void,
): Promise<LateSession> {
  const { waitUntil, deadline } = visit;
  // However long timeoutMs is, the answer must be in time.
  const inTime = (): LateStore => ({ ...late, timeoutMs: Math.min(late.timeoutMs, deadline.untilAnswerMs()) });
  const looked = holdsTickets(request.broadcast) ? await lookUp(inTime(), bot, request, bearerOf(visit), report) : [];
  const now = Date.now();
  // The ticket of a job that has ended, and whose answer has expired, is good for nothing.
  const isExpired = ({ kept, ticket }: Held): boolean => kept === undefined && ticket.until <= now;
  const held = looked.filter((each) => !isExpired(each) && each.kept?.state !== "taken");
  const tell = (state: LateEvent["state"], { todo, action }: Ticket): void =>
    late.tell(() => ({ state, todo: todo ?? "execute", ...(action !== undefined && { action }) }));
  for (const { ticket } of looked.filter(isExpired)) tell("expired", ticket);
  const settling = looked.flatMap(({ kept, ticket }) =>
    kept?.state === "taken" && kept.changes ? [{ ticket, changes: kept.changes }] : [],
  );
  const turn = openTurn(
    { late, inTime, tell, report, waitUntil },
    [...settling, ...held].map(({ ticket }) => ticket),
  );
  const goesOut = ({ ticket }: Held): boolean =>
    turn.tickets.includes(ticket) && (bot.handOver ?? HAND_OVER).includes(ticket.todo ?? "execute");

  return {
    isEmpty: held.length === 0,
    pending: (context) =>
      held.flatMap((each): LateAnswer[] => {
        const state = stateOf(each);
        if (state === undefined) return [];
        const { todo = "execute", action } = each.ticket;
        const take = async (): Promise<TakenAnswer | undefined> => {
          const shown = await turn.take(each);
          for (const { changes } of shown) await bringChanges(bot, request, context(), changes);
          return joinAll(shown.map(({ words }) => words));
        };
        return [{ todo, ...(action !== undefined && { action }), state, take }];
      }),
    unsettled: settling.map(({ changes }) => changes),
    settle() {
      turn.tickets = turn.tickets.filter((each) => !settling.some(({ ticket }) => ticket === each));
    },
    get tickets() {
      return turn.allTickets();
    },
    promise(ticket) {
      const worthless = held.find((each) => turn.tickets.includes(each.ticket) && each.kept === undefined)?.ticket;
      const after = withTicket(turn.tickets, ticket, worthless);
      turn.tickets = after ?? turn.tickets;
      if (after !== undefined) tell("promised", ticket);
      return after !== undefined;
    },
    async ask({ todo, action }) {
      const asked = held.filter(({ ticket }) => (ticket.todo ?? "execute") === todo && ticket.action === action);
      // Free text is a new question each time.
      if (asked.length === 0 || todo === "fallback") return undefined;
      const question = await questionOf(request, "");
      const found = asked.findLast(({ ticket }) => ticket.question === question);
      if (found?.kept === undefined) return undefined;
      const { kept } = found;
      if (kept.state === "running" || kept.state === "unknown") return { state: "running" };
      const isOurs = await (kept.state === "failed" ? turn.failWith(found) : turn.handOut(found));
      return isOurs ? kept : undefined;
    },
    async next() {
      for (const each of held.filter(goesOut).toReversed()) {
        const { kept } = each;
        const [shown] = shownOf(each);
        if (kept?.state !== "ready" || shown === undefined || !(await turn.handOut(each))) continue;
        return { ...kept, response: asHandled(shown.words) };
      }
      const failed = held.filter((each) => goesOut(each) && each.kept?.state === "failed");
      const ours = await Promise.all(failed.map((each) => turn.failWith(each)));
      return ours.includes(true) ? { state: "failed" } : undefined;
    },
    end: turn.end,
    withoutTaking: turn.withoutTaking,
    carry: turn.carry,
    spend: turn.spend,
    giveBack: turn.giveBack,
    async handOver(response, { broadcast, isFailure, fits: fitsWith }) {
      const own = isFailure ? turn.claimTaken() : [];
      const open = [...turn.allTickets(), ...own.map(({ held: { ticket } }) => ticket)];
      const fits = (chosen: readonly Outgoing[]): boolean => {
        const made = withWords(response, shownBy(chosen), broadcast);
        const left = open.filter((ticket) => !chosen.some((each) => each.held.ticket === ticket));
        return made !== undefined && fitsWith(made, left);
      };
      const choose = <T extends Outgoing>(first: readonly Outgoing[], from: readonly T[]): readonly T[] =>
        from.reduce<readonly T[]>(
          (chosen, each) => (fits([...first, ...chosen, each]) ? [...chosen, each] : chosen),
          [],
        );
      const ready = deadline.untilAnswerMs() > 0 ? held.filter((each) => goesOut(each) && isReady(each)) : [];
      const lost = choose([], own);
      const chosen = choose(
        lost,
        ready.map((each) => ({ held: each, shown: shownOf(each) })),
      );
      turn.settleTaken(own, lost);
      const isOut = await Promise.all(chosen.map((each) => turn.handOut(each.held)));
      const going = [...lost, ...chosen.filter((_, index) => isOut[index])];
      return withWords(response, shownBy(going), broadcast) ?? response;
    },
  };
}

/** Whether an answer is one that any turn can show. */
function isReady(held: Held): boolean {
  return held.kept?.state === "ready" && shownOf(held).length > 0;
}

/** A ticket without a value in the store is not shown: it may be forged or old. */
function stateOf({ kept }: Held): LateAnswer["state"] | undefined {
  if (kept === undefined || kept.state === "taken" || kept.state === "back") return undefined;
  return kept.state === "unknown" ? "running" : kept.state;
}
