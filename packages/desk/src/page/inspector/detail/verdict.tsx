import type { JSX } from "preact";
import type { ExchangeView } from "../../../api/views.js";
import { Icon } from "../../ui/icon.js";
import { toneOf } from "../outcome.js";

/** The platform's judgement of the answer: what is wrong with it, and where. */
export function Verdict({ view: { exchange, row, meaning } }: { readonly view: ExchangeView }): JSX.Element {
  const { verdict } = exchange;
  const tone = toneOf(row);
  const issues = verdict.outcome === "answered" ? [] : verdict.issues;
  return (
    <div class={`verdict ${tone}`}>
      <Icon name={tone === "good" ? "check" : "warning"} />
      <div>
        {row.faultResult && <p class="fault-result">{row.faultResult.message}</p>}
        {verdict.outcome === "answered" && meaning !== undefined ? (
          <p>
            Answered {row.todo}: {meaning}.{" "}
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
