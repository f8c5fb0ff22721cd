import type { Answer, Exchange } from "@ck/emulator";
import type { ResponseKind } from "@ck/protocol";
import type { Expectation } from "./turn.js";

/** An answer of a form, whose words match. */
export function says(kind: ResponseKind, words: RegExp): Expectation {
  return {
    what: `${kind}, in words that match ${String(words)}`,
    holds(exchange) {
      const answer = answerOf(exchange);
      return answer?.kind === kind && words.test(messageOf(answer));
    },
  };
}

/** The param is asked for (again), with these choices. */
export function asks(param: string, options: readonly string[]): Expectation {
  return {
    what: `a question for ${param} with ${options.length === 0 ? "no choices" : `the choices ${options.join(", ")}`}`,
    holds(exchange) {
      const answer = answerOf(exchange);
      if (answer?.kind !== "prompt") return false;
      const { param_name, options: came } = answer.response.prompt;
      return param_name === param && came.map(({ id }) => id).join() === options.join();
    },
  };
}

/** The platform is left to ask the next param itself. */
export const asksNext: Expectation = {
  what: "leave to ask the next param",
  holds: (exchange) => answerOf(exchange)?.kind === "askNext",
};

/** The platform is told to go on to execution. */
export const goesOn: Expectation = {
  what: "leave to go on to execution",
  holds: (exchange) => answerOf(exchange)?.kind === "proceed",
};

/** The request is refused, and the caller is not told why. */
export function isRefused(status: number): Expectation {
  return {
    what: `${status} and an empty body`,
    holds: ({ response, bytes }) => response?.status === status && bytes.received === 0,
  };
}

/** The answer that the platform accepted, within its limits. */
function answerOf({ verdict }: Exchange): Answer | undefined {
  return verdict.outcome === "answered" ? verdict.answer : undefined;
}

/** The words of an answer, wherever its form has them. */
function messageOf({ response }: Answer): string {
  if ("todo" in response) return "";
  return "welcome_response" in response ? response.welcome_response.message : response.message;
}
