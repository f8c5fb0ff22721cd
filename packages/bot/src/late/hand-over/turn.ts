import { giveBack, take, type Claimed } from "../claims.js";
import { encodeKept, type Shown } from "../kept.js";
import type { LateEvent } from "../late-event.js";
import { forget, type Held, type LateStore } from "../late-store.js";
import type { Ticket } from "../ticket.js";
import type { Report } from "../write.js";
import type { WaitUntil } from "../../wire/wait-until.js";
import { shownOf } from "./ready.js";

/** What becomes of the answers that a handler takes. */
export interface Takes {
  /** The handler is done: what it took now would be lost. */
  readonly end: () => void;
  /** Runs what says something in place of the handler's answer: nothing is taken meanwhile. */
  readonly withoutTaking: <T>(say: () => Promise<T>) => Promise<T>;
  /** What the handler has taken, for the record of its failure. What has no room there waits again. */
  readonly carry: (maxBytes: number) => readonly Shown[];
  /** What the handler has taken went out, or is kept with its own answer. */
  readonly spend: () => void;
  /** Nobody gets the handler's answer: what it has taken waits again. */
  readonly giveBack: () => void;
}

export const NO_TAKES: Takes = {
  end: () => undefined,
  withoutTaking: (say) => say(),
  carry: () => [],
  spend: () => undefined,
  giveBack: () => undefined,
};

/** An answer that goes out with a response. */
export interface Outgoing {
  readonly held: Held;
  readonly shown: readonly Shown[];
}

export function shownBy(answers: readonly Outgoing[]): readonly Shown[] {
  return answers.flatMap(({ shown }) => shown);
}

/** An answer that this turn has. */
type Taken = Outgoing & Claimed;

/** One turn of a session: which tickets it leaves, and which answers it has. */
export interface Turn extends Takes {
  /** Those that nobody in this turn has or is about to have. */
  tickets: readonly Ticket[];
  /** Those that go out with a response made now. */
  readonly allTickets: () => readonly Ticket[];
  /** Takes an answer for the visitor. */
  readonly handOut: (held: Held) => Promise<boolean>;
  /** Takes a failure. What its handler had taken goes out with the failure message. */
  readonly failWith: (held: Held) => Promise<boolean>;
  /** Takes an answer for the handler, which may fail to say it. */
  readonly take: (held: Held) => Promise<readonly Shown[]>;
  /** What the handler had taken and did not say: the caller settles it. */
  readonly claimTaken: () => readonly Taken[];
  /** Of what was claimed, `out` goes out, and the rest waits again. */
  readonly settleTaken: (all: readonly Taken[], out: readonly Taken[]) => void;
}

/** What a turn works with. */
export interface TurnParts {
  readonly late: LateStore;
  /** The store for what has to be done before the answer. */
  readonly inTime: () => LateStore;
  readonly tell: (state: LateEvent["state"], ticket: Ticket) => void;
  readonly report: Report;
  readonly waitUntil: WaitUntil;
}

export function openTurn({ late, inTime, tell, report, waitUntil }: TurnParts, initial: readonly Ticket[]): Turn {
  /** What the handler is about to have. */
  const claiming = new Set<Ticket>();
  let taken: readonly Taken[] = [];
  let isOver = false;
  let isSaying = false;
  const hasEnded = (): boolean => isOver;

  /** Returns the answer if this turn has it, and no other. */
  async function claim(held: Held, store: LateStore): Promise<Taken | undefined> {
    const { ticket, key } = held;
    if (!turn.tickets.includes(ticket)) return undefined;
    turn.tickets = turn.tickets.filter((each) => each !== ticket);
    const claimed = await take(store, key, report);
    return claimed && { ...claimed, held, shown: shownOf(held) };
  }
  /** The visitor gets it. */
  function spend({ held: { ticket, key, kept } }: Taken): void {
    tell(kept?.state === "failed" ? "failed" : "handed-over", ticket);
    waitUntil(forget(late, key, kept?.state));
  }
  /** A later turn gets it. If it is not sure whose it is, nobody gets it a second time. */
  function putBack({ held: { ticket, key }, isSure }: Taken): void {
    if (!isSure) return;
    waitUntil(giveBack(late, key, report));
    turn.tickets = [...turn.tickets, ticket];
  }

  const turn: Turn = {
    tickets: initial,
    allTickets: () => [...turn.tickets, ...claiming],
    async handOut(held) {
      const out = await claim(held, inTime());
      if (out) spend(out);
      return out !== undefined;
    },
    async failWith(held) {
      const out = await claim(held, inTime());
      if (out) taken = [...taken, out];
      return out !== undefined;
    },
    async take(held) {
      const isTakeable = held.kept?.state === "failed" || shownOf(held).length > 0;
      if (hasEnded() || isSaying || !isTakeable || !turn.tickets.includes(held.ticket)) return [];
      claiming.add(held.ticket);
      // The handler may run on after this turn, so the time is its own.
      const out = await claim(held, late);
      claiming.delete(held.ticket);
      if (out === undefined) return [];
      if (hasEnded()) {
        putBack(out);
        return [];
      }
      taken = [...taken, out];
      return out.shown;
    },
    claimTaken() {
      const all = taken;
      taken = [];
      return all;
    },
    settleTaken(all, out) {
      for (const each of all) {
        if (out.includes(each)) spend(each);
        else putBack(each);
      }
    },
    end: () => void (isOver = true),
    async withoutTaking(say) {
      isSaying = true;
      try {
        return await say();
      } finally {
        isSaying = false;
      }
    },
    carry(maxBytes) {
      const hasRoom = (some: readonly Taken[]): boolean =>
        encodeKept({ state: "failed", taken: shownBy(some) }).byteLength <= maxBytes;
      const carried = taken.reduce<readonly Taken[]>(
        (some, each) => (hasRoom([...some, each]) ? [...some, each] : some),
        [],
      );
      turn.settleTaken(
        taken.filter((each) => !carried.includes(each)),
        [],
      );
      taken = carried;
      return shownBy(carried);
    },
    spend() {
      const all = turn.claimTaken();
      turn.settleTaken(all, all);
    },
    giveBack: () => turn.settleTaken(turn.claimTaken(), []),
  };
  return turn;
}
