import { inWords, toDay } from "../days.js";
import { asks, asksNext, goesOn, isRefused, says } from "./expectations.js";
import type { Conversation, Expectation, Turn } from "./turn.js";

/** A visitor asks for leave and gets it. Then requests are forged and repeated, and an answer is too large. */
export function* leaveConversation({ now }: { readonly now: Date }): Conversation {
  const first = inWords(mondayAfter(now, 14));
  const second = inWords(mondayAfter(now, 28));

  yield { happens: "The chat window opens.", input: { type: "open" }, expected: [says("welcome", /^Hello Sam!/)] };
  yield visitor("Sing me a song", [says("handled", /You said: Sing me a song/)]);

  const booked = yield visitor(`I need 2 days of casual leave from ${first}`, [goesOn, isBooked], {
    happens: "The platform finds all three params in one sentence.",
  });
  yield* applyAgain(second);
  yield { input: { type: "choose", ids: ["MyLeaves"] }, expected: [goesOn, showsLeave] };
  yield {
    happens: "The session has kept the draft.",
    input: { type: "choose", ids: ["Book the draft"] },
    expected: [goesOn, isBooked],
  };

  const id = booked.map(({ text }) => /^Leave (\d+) /.exec(text)?.[1]).find(Boolean) ?? "1";
  yield visitor(`Cancel leave ${id}`, [goesOn, says("execution", /is cancelled\.$/)]);

  yield* goWrong();
}

/** A report that takes 8 s. `idle` settles when no handler is running. */
export function* lateConversation({ framework, idle }: { framework: string; idle: () => Promise<void> }): Conversation {
  const isLate = says("execution", /^This takes longer/);
  yield visitor("Show me the yearly report", [goesOn, isLate], { happens: `At ${framework}:` });
  yield visitor("Is the report ready?", [goesOn, says("execution", /^It is not ready yet/)], {
    happens: "The handler keeps running, and is not started again.",
  });
  yield visitor("Sing me a song", [says("handled", /^Your report is ready/)], {
    happens: "A few seconds later the visitor asks something else.",
    after: idle,
  });
  yield visitor("Show me the yearly report", [goesOn, says("execution", /^The yearly report is done/)], {
    happens: "The answer is ready at once.",
  });
}

const isBooked = says("execution", /^Leave \d+ .* is booked\.$/);
const showsLeave = says("execution", /^This is your leave\.$/);
/** What the failure handler says, or what replaces an answer that cannot be sent. */
const sorry = /^Sorry, that did not work\./;

function visitor(text: string, expected: readonly Expectation[], more: Partial<Turn> = {}): Turn {
  return { input: { type: "say", text }, expected, ...more };
}

/** One param after another: casual leave is used up, and 40 days are too many. */
function* applyAgain(from: string): Conversation {
  yield visitor("I want to apply for leave", []);
  yield visitor("Casual leave", [asks("leave_type", ["111", "112"])]);
  yield visitor("Sick leave", [asksNext]);
  yield visitor(from, [asksNext]);
  yield visitor("40", [asks("days", [])]);
  yield visitor("3", [goesOn, isBooked]);
  yield { input: { type: "click", id: "saveDraft" }, expected: [says("execution", /^Draft \d+ .* is saved\./)] };
}

/** Requests that a server must reject, and an answer that the platform would not accept. */
function* goWrong(): Conversation {
  const isToldOfFailure = says("failure", sorry);
  yield visitor("Show my leave", [isRefused(401), isToldOfFailure], {
    happens: "Someone changes the request on its way. The signature no longer matches the bytes.",
    fault: "wrong-signature",
    authorIsTold: true,
  });
  yield visitor("Show my leave", [isRefused(401), isToldOfFailure], {
    happens: "A proxy parses the JSON and writes it again: the same content in different bytes.",
    fault: "re-encoded",
    authorIsTold: true,
  });
  yield visitor("Show my leave", [goesOn, isRefused(409), showsLeave], {
    happens: "Someone who captured the request sends it again.",
    fault: "replayed",
  });
  yield visitor("Show me the audit trail", [goesOn, says("execution", sorry)], {
    happens: "The handler returns more than 100 KB.",
    authorIsTold: true,
  });
}

/** The first Monday at least this many days away. */
function mondayAfter(now: Date, days: number): string {
  const date = new Date(now);
  date.setUTCDate(date.getUTCDate() + days);
  date.setUTCDate(date.getUTCDate() + ((8 - date.getUTCDay()) % 7));
  return toDay(date);
}
