import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { JobRow, JobsView, JobView } from "../../api/views.js";
import { formatJson } from "../inspector/format-json.js";
import { JsonTokens } from "../inspector/json-tokens.js";
import { attempt, usePage } from "../state/context.js";
import { formatDay } from "../ui/format.js";

/** How often the list is read while it is seen, in ms. */
const REFRESH_MS = 3_000;

/** The durable jobs that the workers have given up, to be looked at, retried or dropped. */
export function JobsPanel(): JSX.Element {
  const { client } = usePage();
  const [view, setView] = useState<JobsView>();
  const [problem, setProblem] = useState<string>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    const read = async (): Promise<void> => {
      try {
        const found = await client.jobs();
        if (gone) return;
        setView(found);
        setProblem(undefined);
      } catch (error) {
        if (!gone) setProblem(error instanceof Error ? error.message : "The queue does not answer.");
      }
    };
    void read();
    const timer = setInterval(() => document.visibilityState === "visible" && void read(), REFRESH_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [client, round]);
  return (
    <section class="jobs-panel" aria-labelledby="jobs-title">
      <h2 id="jobs-title">Jobs that were given up</h2>
      <p class="hint">
        A worker has tried each of them as often as it may, and the visitor got the failure answer. Repair the cause,
        then retry: the job gets all its attempts again, and its answer goes out as any late answer does.
      </p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {view?.jobs.length === 0 && problem === undefined && <p class="empty">No job was given up.</p>}
      {view !== undefined && view.jobs.length > 0 && (
        <ol class="jobs" aria-label="Jobs that were given up, the latest first">
          {view.jobs.map((job) => (
            <Job key={job.id} job={job} onChanged={() => setRound((before) => before + 1)} />
          ))}
        </ol>
      )}
      {view?.hasMore === true && <p class="hint">There are more. `ck jobs list --limit 1000` lists them.</p>}
    </section>
  );
}

function Job({ job, onChanged }: { readonly job: JobRow; readonly onChanged: () => void }): JSX.Element {
  const page = usePage();
  const [shown, setShown] = useState<JobView>();
  const [isBusy, setBusy] = useState(false);
  const { id, reason, attempts, addedAt, failedAt } = job;
  const change = async (how: "retry" | "drop"): Promise<void> => {
    setBusy(true);
    const done = await attempt(page, () => page.client.changeJob(id, how));
    setBusy(false);
    if (done !== undefined) page.notify(how === "retry" ? "Back in the queue." : "Dropped.");
    onChanged();
  };
  const show = async (): Promise<void> => {
    setShown(shown === undefined ? await attempt(page, () => page.client.job(id)) : undefined);
  };
  return (
    <li aria-label={`Job ${id}`}>
      <p class="job-reason" dir="auto">
        {reason}
      </p>
      <p class="row-facts">
        <code>{id}</code>
        <span>{attempts === 1 ? "1 attempt" : `${attempts} attempts`}</span>
        <span>
          given up <time dateTime={failedAt}>{formatDay(failedAt)}</time>
        </span>
        <span>
          added <time dateTime={addedAt}>{formatDay(addedAt)}</time>
        </span>
      </p>
      <div class="detail-actions">
        <button type="button" class="primary small" disabled={isBusy} onClick={() => void change("retry")}>
          Retry
        </button>
        <button type="button" class="small" aria-expanded={shown !== undefined} onClick={() => void show()}>
          {shown === undefined ? "Show what was asked" : "Hide what was asked"}
        </button>
        <button type="button" class="quiet small" disabled={isBusy} onClick={() => void change("drop")}>
          Drop
        </button>
      </div>
      {shown !== undefined && <Data text={shown.data} />}
    </li>
  );
}

function Data({ text }: { readonly text: string }): JSX.Element {
  if (text.startsWith("sealed:"))
    return <p class="hint">It is sealed with the secret of the web processes: only a worker can read it.</p>;
  const tokens = formatJson(text);
  return (
    <pre class="code" tabIndex={0} role="region" aria-label="What was asked">
      {tokens === undefined ? text : <JsonTokens tokens={tokens} />}
    </pre>
  );
}
