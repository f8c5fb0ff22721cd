import type { Environment } from "@ck/protocol";
import { inWords, toDay } from "../days.js";
import type { PlatformRequest } from "./deliver.js";
import { asks, asksNext, goesOn, isRefused, says } from "./expectations.js";
import { answerOf, messageOf, type Conversation, type Line, type Step } from "./step.js";

/** Who talks, and when. */
export interface ConversationOptions {
  readonly email: string;
  readonly now: Date;
}

const visitor = (text: string): Line => ({ who: "visitor", text });
const platform = (text: string): Line => ({ who: "platform", text });
const nobody = (text: string): Line => ({ who: "nobody", text });

/** A visitor asks for leave and gets it; then a request is forged, and an answer is too large. */
export function* leaveConversation({ email, now }: ConversationOptions): Conversation {
  const request = envelope(email);
  const first = inWords(mondayAfter(now, 14));
  const second = inWords(mondayAfter(now, 28));

  yield {
    lines: [nobody("The chat window opens.")],
    request: request("welcome"),
    expected: says("welcome", /^Hello Sam!/),
  };
  yield {
    lines: [visitor("Sing me a song")],
    request: request("fallback", { userInput: "Sing me a song" }),
    expected: says("handled", /You said: Sing me a song/),
  };

  const sentence = `I need 2 days of casual leave from ${first}`;
  const booked = yield {
    lines: [visitor(sentence), nobody("The platform finds all three params in that sentence.")],
    request: request("execute", {
      action: { namespace: "ApplyLeave" },
      params: { leave_type: "110", from: first, days: "2" },
      userInput: sentence,
    }),
    expected: says("execution", /^Leave \d+ .* is booked\.$/),
  };

  yield* applyAgain(request, second);
  yield* showLeaves(request);

  const id = /\d+/.exec(messageOf(booked))?.[0] ?? "1";
  yield {
    lines: [visitor(`Cancel leave ${id}`)],
    request: request("execute", {
      action: { namespace: "CancelLeave" },
      params: { leave: id },
      userInput: `Cancel leave ${id}`,
    }),
    expected: says("execution", /is cancelled\.$/),
  };

  yield {
    lines: [nobody("Somebody on the way makes 30 days of 3.")],
    request: request("execute", {
      action: { namespace: "ApplyLeave" },
      params: { leave_type: "111", from: second, days: "3" },
    }),
    tamper: (body) => body.replace('"days":"3"', '"days":"30"'),
    expected: isRefused,
    authorIsTold: true,
  };
  yield {
    lines: [visitor("Show me the audit trail"), nobody("The handler returns more than 100 KB.")],
    request: request("execute", { action: { namespace: "AuditTrail" }, userInput: "Show me the audit trail" }),
    expected: says("execution", /^Sorry, that did not work\./),
    authorIsTold: true,
  };
}

/** A report that takes 10 s. */
export function* lateConversation({
  email,
  framework,
}: {
  readonly email: string;
  readonly framework: string;
}): Conversation {
  yield {
    lines: [visitor(`Show me the report of the year (to ${framework})`)],
    request: envelope(email)("execute", {
      action: { namespace: "YearlyReport" },
      userInput: "Show me the report of the year",
    }),
    expected: says("execution", /^This takes longer/),
    authorIsTold: true,
  };
}

type Envelope = (todo: PlatformRequest["todo"], rest?: Readonly<Record<string, unknown>>) => PlatformRequest;

/** What is the same in every request of a chat session. */
function envelope(email: string): Envelope {
  const environment: Environment = "development";
  const clientData = { name: "Sam", email };
  const sessionData = { medium: "chat", client_host: "web", client_data: clientData };
  return (todo, rest = {}) => ({
    todo,
    bot: { namespace: "leave_bot" },
    environment,
    ...rest,
    user: {},
    org: {},
    broadcast: {},
    cache: {},
    sessionData,
    clientData,
  });
}

/** One param after the other: the casual leave is used up, and "soon" is no number of days. */
function* applyAgain(request: Envelope, from: string): Conversation {
  const action = { namespace: "ApplyLeave" };
  const params: Record<string, string> = {};
  const reply = (
    lines: readonly Line[],
    [param, value, userInput = value]: readonly [param: string, value: string, userInput?: string],
    toPrompt: readonly string[],
    expected: Step["expected"],
  ): Step => {
    params[param] = value;
    return {
      lines: [...lines, visitor(userInput)],
      request: request("prompt", {
        action,
        params: { ...params },
        userInput,
        previousParam: { name: param },
        paramsToPrompt: toPrompt.map((name) => ({ name })),
      }),
      expected,
    };
  };

  const start = [visitor("I want to apply for leave"), platform("What kind of leave?")];
  const rest = ["from", "days"];
  yield reply(start, ["leave_type", "110", "Casual leave"], rest, asks("leave_type", ["111", "112"]));
  yield reply([], ["leave_type", "111", "Sick leave"], rest, asksNext);
  yield reply([platform("From which day?")], ["from", from], ["days"], asksNext);
  yield reply([platform("For how many days?")], ["days", "soon"], [], asks("days", []));
  yield reply([], ["days", "3"], [], goesOn);
  const booked = yield {
    lines: [],
    request: request("execute", { action, params: { ...params }, userInput: "3" }),
    expected: says("execution", /^Leave \d+ .* is booked\.$/),
  };

  const answer = answerOf(booked);
  const cards = answer !== undefined && "card" in answer ? answer.card : [];
  const { id, label, data } = (cards.find(({ type }) => type === "button") ?? {}) as Record<string, unknown>;
  yield {
    lines: [visitor(`clicks [ ${String(label)} ]`)],
    request: request("button", { action, button_id: id, params: { ...params }, data }),
    expected: says("execution", /^Draft \d+ .* is saved\./),
  };
}

/** An action without params gets one `prompt` before its `execute` (contract §6, grade S). */
function* showLeaves(request: Envelope): Conversation {
  const rest = { action: { namespace: "MyLeaves" }, params: {}, userInput: "Show my leave" };
  yield { lines: [visitor("Show my leave")], request: request("prompt", rest), expected: goesOn };
  yield { lines: [], request: request("execute", rest), expected: says("execution", /^This is your leave\.$/) };
}

/** The first Monday that is at least so many days away. */
function mondayAfter(now: Date, days: number): string {
  const date = new Date(now);
  date.setUTCDate(date.getUTCDate() + days);
  date.setUTCDate(date.getUTCDate() + ((8 - date.getUTCDay()) % 7));
  return toDay(date);
}
