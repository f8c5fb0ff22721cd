/** Whether an error only says that the signal was aborted: Node's own functions wrap the signal's reason in an error of theirs. */
export function isAbortOf(error: unknown, signal: AbortSignal): boolean {
  try {
    let cause = error;
    for (let depth = 0; depth < 5; depth++) {
      if (cause === signal.reason) return true;
      cause = cause instanceof Error ? cause.cause : undefined;
    }
  } catch {
    // What somebody threw may be anything, also something that throws when it is looked at.
  }
  return false;
}
