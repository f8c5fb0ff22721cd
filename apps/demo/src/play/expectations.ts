import type { Answer, Exchange } from "@ck/emulator";
import type { ResponseKind } from "@ck/protocol";
import type { Expectation } from "./turn.js";

/** An answer of this form, whose message matches. */
export function says(kind: ResponseKind, words: RegExp): Expectation {
  return {
    what: `${kind} with a message that matches ${String(words)}`,
    holds(exchange) {
      const answer = answerOf(exchange);
      return answer?.kind === kind && words.test(messageOf(answer));
    },
  };
}

/** The param is asked (again), with these options. */
export function asks(param: string, options: readonly string[]): Expectation {
  return {
    what: `a prompt for ${param} with ${options.length === 0 ? "no options" : `the options ${options.join(", ")}`}`,
    holds(exchange) {
      const answer = answerOf(exchange);
      if (answer?.kind !== "prompt") return false;
      const { param_name, options: came } = answer.response.prompt;
      return param_name === param && came.map(({ id }) => id).join() === options.join();
    },
  };
}

/** The platform asks the next param itself. */
export const asksNext: Expectation = {
  what: "ask the next param",
  holds: (exchange) => answerOf(exchange)?.kind === "askNext",
};

/** The platform goes on to execution. */
export const goesOn: Expectation = {
  what: "go on to execution",
  holds: (exchange) => answerOf(exchange)?.kind === "proceed",
};

/** The request is rejected, and the caller does not learn why. */
export function isRefused(status: number): Expectation {
  return {
    what: `${status} and an empty body`,
    holds: ({ response, bytes }) => response?.status === status && bytes.received === 0,
  };
}

/** The answer, if the platform accepted it within its limits. */
function answerOf({ verdict }: Exchange): Answer | undefined {
  return verdict.outcome === "answered" ? verdict.answer : undefined;
}

/** The message of an answer, wherever its form has it. */
function messageOf({ response }: Answer): string {
  if ("todo" in response) return "";
  return "welcome_response" in response ? response.welcome_response.message : response.message;
}
