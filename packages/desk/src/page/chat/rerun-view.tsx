import type { JSX } from "preact";
import type { Rerun, RerunDifference, RerunTurn } from "../../api/requests.js";
import { Icon } from "../ui/icon.js";

/** The result of running the rest of a chat again. */
export interface KeptRerun extends Rerun {
  /** The number of the chat that it was run from. */
  readonly from: number;
}

/** The result in a sentence. */
export function describeRerun({ sent, differenceCount: count }: Rerun): string {
  if (count === 0) return "everything is as it was";
  const changed = sent.filter(({ differenceCount }) => differenceCount > 0).length;
  return `${count === 1 ? "1 difference" : `${count} differences`} in ${changed} of ${sent.length} steps`;
}

/** What was sent again, and what is different now. It stays above the chat until it is closed. */
export function RerunView({
  rerun,
  onClose,
}: {
  readonly rerun: KeptRerun;
  readonly onClose: () => void;
}): JSX.Element {
  const { from, sent, differences } = rerun;
  return (
    <section class="rerun" aria-label="Run again" tabIndex={0}>
      <header>
        <h2>
          Run again from chat {from}: {describeRerun(rerun)}
        </h2>
        <button type="button" class="quiet small" onClick={onClose}>
          <Icon name="close" />
          <span class="unseen">Close the result</span>
        </button>
      </header>
      <ol>
        {sent.map((turn, index) => (
          <Turn key={index} turn={turn} differences={differences.filter((each) => each.sent === index)} />
        ))}
      </ol>
    </section>
  );
}

function Turn({
  turn: { text, differenceCount },
  differences,
}: {
  readonly turn: RerunTurn;
  readonly differences: readonly RerunDifference[];
}): JSX.Element {
  return (
    <li>
      <p>
        Sent <bdi>“{text}”</bdi> {differenceCount === 0 && <span class="hint">as before</span>}
      </p>
      <ul class="differences">
        {differences.map(({ path, was, is, message }) => (
          <li key={path}>
            <span class="path">{placeOf(path)}</span>
            {message}
            {was !== undefined && <del>{valueOf(path, was)}</del>}
            {is !== undefined && <ins>{valueOf(path, is)}</ins>}
          </li>
        ))}
      </ul>
      {differenceCount > differences.length && (
        <p class="hint">And {differenceCount - differences.length} more differences in this step.</p>
      )}
    </li>
  );
}

const SHOWN: Readonly<Record<string, string>> = {
  text: "Answer",
  role: "Said by",
  options: "Option",
  buttons: "Button",
  cards: "Card",
  followups: "Follow-up",
};

/** `messages.1.buttons.0.label` → `Button 1 label`; the first message of a turn is the visitor's. */
function placeOf(path: string): string {
  const [, number, kind = "text", at, rest] = /^messages\.(\d+)(?:\.(\w+))?(?:\.(\d+))?\.?(.*)$/.exec(path) ?? [];
  if (number !== undefined) {
    const name = number === "0" && kind === "text" ? "Sent" : (SHOWN[kind] ?? kind);
    return [name, at === undefined ? "" : String(Number(at) + 1), rest].filter(Boolean).join(" ");
  }
  // Most turns have one exchange.
  const place = path.replace(/^exchanges\.0\./, "").replace(/\b(response)\.body\b/, "$1");
  return place.replace(
    /^(request|response)\b\.?/,
    (_, word: string) => `${word === "request" ? "Request" : "Response"} `,
  );
}

/** What is read in the chat is shown as it is read there, the rest as JSON. */
function valueOf(path: string, json: string): string {
  if (!/^messages\.\d+(?:\.(?:text|\w+\.\d+(?:\.(?:label|text))?))?$/.test(path)) return json;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : json;
  } catch {
    // A long value is cut.
    return json;
  }
}
