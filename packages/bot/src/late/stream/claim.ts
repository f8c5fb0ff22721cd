import { isStillQueued } from "../job/still-queued.js";
import { jobIdOf } from "../ticket.js";
import { noteTaken } from "../keep.js";
import { claimFirst, findClaim } from "../claims.js";
import { find, forget, type LateStore } from "../late-store.js";
import { storeFailed } from "../store-failed.js";
import type { LateEvent } from "../late-event.js";
import { joinChanges, type Changes, type Shown } from "../kept.js";
import type { TakenAnswer } from "../late-answer.js";
import { joinAll, wordsOf } from "../hand-over/words.js";
import type { PageTicket } from "./page-ticket.js";

/** What a page learns about one of its tickets. `gone`: there is nothing to wait for, or somebody else has it. */
export type PageAnswer = TakenAnswer | "waiting" | "gone";

/** How a page's connection takes answers. */
export interface Claimant {
  readonly late: LateStore;
  /** Who takes them: a digest of what the page sends again after its connection broke, and no other page knows. */
  readonly by: string;
  /** What the visitor reads if the handler failed. */
  readonly failure: string;
  readonly report: (error: unknown) => void;
}

/** What stands in the place where {@link take} of the next turn writes too: whoever writes first has the answer. */
interface Claim {
  readonly state: "taken";
  readonly by: string;
  readonly words: TakenAnswer;
  /** What is to be done to the session's `broadcast`. */
  readonly changes?: Changes;
}

/**
 * Takes an answer for a page, and gives it again to the same page, for as long as answers are kept.
 *
 * @throws {@link BotError} `ERR_STORE`: it is not known; `ERR_SEAL`: somebody else wrote to the store
 */
export async function claim(claimant: Claimant, ticket: PageTicket): Promise<PageAnswer> {
  const { late, failure } = claimant;
  try {
    const kept = await find(late, ticket.key);
    if (kept === undefined) return await jobOrGone(claimant, ticket);
    switch (kept.state) {
      case "running":
      case "back":
        return "waiting";
      case "taken":
        return await repeat(claimant, ticket);
      case "failed":
        return await take(claimant, ticket, { state: "failed", ...withFailure(kept.taken ?? [], failure) });
      case "ready": {
        const words = wordsOf(kept.response);
        // A question for a param goes on with its action: the next turn has a place for it.
        if (words === undefined) return "gone";
        return await take(claimant, ticket, { state: "handed-over", words, changes: kept.changes });
      }
    }
  } catch (cause) {
    throw storeFailed("It is not known whether an answer is ready.", cause);
  }
}

/** The failure message, after what the handler had taken. */
function withFailure(taken: readonly Shown[], message: string): Omit<Shown, "changes"> & Partial<Shown> {
  if (taken.length === 0) return { words: { message } };
  const words = joinAll([...taken.map((each) => each.words), { message }]) ?? { message };
  return { words, changes: joinChanges(taken.map(({ changes }) => changes)) };
}

async function jobOrGone({ late, report }: Claimant, { key, isJob }: PageTicket): Promise<PageAnswer> {
  if (!isJob) return "gone";
  const { timeoutMs, queue } = late;
  if (await isStillQueued(queue, await jobIdOf(key), { timeoutMs, report })) return "waiting";
  // It may have finished between the two questions.
  return (await find(late, key)) === undefined ? "gone" : "waiting";
}

async function take(
  { late, by, report }: Claimant,
  { key, todo, action }: PageTicket,
  {
    state,
    words,
    changes,
  }: { readonly state: LateEvent["state"]; readonly words: TakenAnswer; readonly changes?: Changes },
): Promise<PageAnswer> {
  const own: Claim = { state: "taken", by, words, ...(changes && { changes }) };
  const value = new TextEncoder().encode(JSON.stringify(own));
  const before = await claimFirst(late, key, value);
  const isFirst = before === undefined;
  if (!isFirst && wordsFor(by, before) === "gone") return "gone";
  // The session's next turn does them.
  if (changes) await noteTaken(late, key, changes, report);
  else await forget(late, key, "failed");
  // Its first write may have arrived although the store was too slow to say so.
  if (isFirst) late.tell(() => ({ state, todo, ...(action !== undefined && { action }) }));
  return words;
}

/** The same answer for the page that took it, because its connection broke. */
async function repeat({ late, by }: Claimant, { key }: PageTicket): Promise<PageAnswer> {
  const before = await findClaim(late, key);
  return before === undefined ? "gone" : wordsFor(by, before);
}

function wordsFor(by: string, value: Uint8Array): PageAnswer {
  const claimed = JSON.parse(new TextDecoder().decode(value)) as Partial<Claim>;
  return claimed.by === by && claimed.words ? claimed.words : "gone";
}
