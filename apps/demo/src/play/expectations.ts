import type { ResponseKind } from "@ck/protocol";
import { answerOf, messageOf, type Expectation } from "./step.js";

/** An answer of a form, whose words match. */
export function says(kind: ResponseKind, words: RegExp): Expectation {
  return {
    what: `${kind}, in words that match ${String(words)}`,
    holds: (exchange) =>
      exchange.verdict?.ok === true && exchange.verdict.kind === kind && words.test(messageOf(exchange)),
  };
}

/** The param is asked for (again), with these choices. */
export function asks(param: string, options: readonly string[]): Expectation {
  return {
    what: `a question for ${param} with ${options.length === 0 ? "no choices" : `the choices ${options.join(", ")}`}`,
    holds(exchange) {
      const answer = answerOf(exchange);
      if (answer === undefined || !("prompt" in answer)) return false;
      const { param_name, options: came } = answer.prompt;
      return param_name === param && came.map(({ id }) => id).join() === options.join();
    },
  };
}

/** The platform is left to ask the next param itself. */
export const asksNext: Expectation = {
  what: "leave to ask the next param",
  holds: ({ verdict }) => verdict?.ok === true && verdict.kind === "askNext",
};

/** The platform is told to go on to execution. */
export const goesOn: Expectation = {
  what: "leave to go on to execution",
  holds: ({ verdict }) => verdict?.ok === true && verdict.kind === "proceed",
};

/** The request is refused, and the caller is not told why. */
export const isRefused: Expectation = {
  what: "401 and an empty body",
  holds: ({ status, bytes }) => status === 401 && bytes === 0,
};
