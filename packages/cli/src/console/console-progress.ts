import { createHash } from "node:crypto";
import type { ConsoleStep } from "./console-steps.js";

/** Whether a step is done; `again`: it was, and has changed since. */
export type StepState = "to-do" | "done" | "again";

/** A step with its state. */
export interface TrackedStep extends ConsoleStep {
  readonly state: StepState;
}

/** What was done: the id of a step → a digest of its content then. */
export type Done = Readonly<Record<string, string>>;

/** Compares the steps with what was done. Actions that are gone have to be deleted. */
export function trackSteps(steps: readonly ConsoleStep[], done: Done): readonly TrackedStep[] {
  const ids = new Set(steps.map(({ id }) => id));
  const gone = Object.keys(done).filter((id) => !ids.has(id) && !id.startsWith("delete:"));
  const deletions = gone.map((id): TrackedStep => {
    const [part = "", ...rest] = id.split(":");
    const what = part === "action" ? `the action ${rest.join(":")}` : `the ${part} of ${rest.join(":")}`;
    return { id: `delete:${id}`, text: `Delete ${what}.`, details: [], state: "to-do" };
  });
  const tracked = steps.map((step): TrackedStep => {
    const digest = Object.hasOwn(done, step.id) ? done[step.id] : undefined;
    return { ...step, state: digest === undefined ? "to-do" : digest === digestOf(step) ? "done" : "again" };
  });
  const end = tracked.findIndex(({ id }) => id === "handlers");
  return [...tracked.slice(0, end), ...deletions, ...tracked.slice(end)];
}

/** What is done once some steps are. */
export function markDone(done: Done, steps: readonly ConsoleStep[]): Done {
  const next = new Map(Object.entries(done));
  for (const step of steps)
    if (step.id.startsWith("delete:")) next.delete(step.id.slice("delete:".length));
    else next.set(step.id, digestOf(step));
  return Object.fromEntries(next);
}

/** Reads what was done from a file. */
export function readDone(value: unknown): Done {
  const { done } = Object(value) as { readonly done?: unknown };
  const entries = Object.entries(Object(done) as object).filter(([, digest]) => typeof digest === "string");
  return Object.fromEntries(entries) as Done;
}

function digestOf({ id, text, details, basis }: ConsoleStep): string {
  return createHash("sha256")
    .update(JSON.stringify([id, text, details, basis]))
    .digest("hex")
    .slice(0, 32);
}
