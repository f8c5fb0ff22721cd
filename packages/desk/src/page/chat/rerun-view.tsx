import type { JSX } from "preact";
import type { Rerun, RerunDifference } from "../../api/requests.js";
import { Icon } from "../ui/icon.js";

/** What came of running the rest of a chat again. */
export interface KeptRerun extends Rerun {
  /** The number of the chat that it was run from. */
  readonly from: number;
}

/** The result in a sentence. */
export function describeRerun({ differenceCount: count }: Rerun): string {
  if (count === 0) return "everything is as it was";
  return count === 1 ? "1 difference" : `${count} differences`;
}

/** What was sent again, and what is different now. It stays above the chat until it is closed. */
export function RerunView({
  rerun,
  onClose,
}: {
  readonly rerun: KeptRerun;
  readonly onClose: () => void;
}): JSX.Element {
  const { from, sent, differences, differenceCount } = rerun;
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
        {sent.map((text, index) => (
          <Turn key={index} text={text} differences={differences.filter((each) => each.sent === index)} />
        ))}
      </ol>
      {differenceCount > differences.length && (
        <p class="hint">And {differenceCount - differences.length} more differences.</p>
      )}
    </section>
  );
}

function Turn({
  text,
  differences,
}: {
  readonly text: string;
  readonly differences: readonly RerunDifference[];
}): JSX.Element {
  return (
    <li>
      <p>
        Sent <bdi>“{text}”</bdi> {differences.length === 0 && <span class="hint">as before</span>}
      </p>
      <ul class="differences">
        {differences.map(({ path, was, is, message }) => (
          <li key={path}>
            <code class="path">{placeOf(path)}</code>
            {message}
            {was !== undefined && <del>{was}</del>}
            {is !== undefined && <ins>{is}</ins>}
          </li>
        ))}
      </ul>
    </li>
  );
}

/** `exchanges.0.response.body.message` → `response.message`: most turns have one exchange. */
function placeOf(path: string): string {
  return path.replace(/^exchanges\.0\./, "").replace(/\b(response)\.body\b/, "$1");
}
