import type { Answer } from "@ck/emulator";
import type { JSX } from "preact";
import type { ExchangeView } from "../../../api/views.js";
import { Icon } from "../../ui/icon.js";
import { toneOf } from "../outcome.js";

/** What each form of an answer says, for somebody who does not know their names. */
const MEANINGS: Readonly<Record<Answer["kind"], string>> = {
  prompt: "your bot asks the visitor for a param.",
  askParam: "your bot asks the visitor for a param.",
  askNext: "your bot leaves the next question to ConvoKraft.",
  proceed: "nothing is left to ask, so ConvoKraft runs the action.",
  confirm: "your bot asks the visitor to confirm.",
  execution: "this is the outcome of the action.",
  handled: "your bot says something to the visitor.",
  welcome: "this is the greeting.",
  failure: "this is the message for a failure.",
};

/** The platform's judgement of the answer: what is wrong with it, and where. */
export function Verdict({ view: { exchange, row } }: { readonly view: ExchangeView }): JSX.Element {
  const { verdict } = exchange;
  const tone = toneOf(row);
  const issues = verdict.outcome === "answered" ? [] : verdict.issues;
  return (
    <div class={`verdict ${tone}`}>
      <Icon name={tone === "good" ? "check" : "warning"} />
      <div>
        {row.faultResult && <p class="fault-result">{row.faultResult.message}</p>}
        {verdict.outcome === "answered" && Object.hasOwn(MEANINGS, verdict.answer.kind) ? (
          <p>
            Answered {row.todo}: {MEANINGS[verdict.answer.kind]}{" "}
            <span class="hint">
              form <code>{verdict.answer.kind}</code>
            </span>
          </p>
        ) : (
          <p>{verdict.message}</p>
        )}
        {issues.length > 1 && (
          <ul>
            {issues.map(({ path, message }, index) => (
              <li key={index}>
                {path.length > 0 && <code>{path.join(".")}</code>} {message}
              </li>
            ))}
          </ul>
        )}
        {verdict.remarks.map((words) => (
          <p key={words} class="remark-words">
            {words}
          </p>
        ))}
        {exchange.fault !== undefined && (
          <p class="remark-words">Wrong on purpose: {exchange.fault.replaceAll("-", " ")}.</p>
        )}
      </div>
    </div>
  );
}
