/** Whether an error only says that the signal was aborted: Node's own functions wrap the signal's reason in another error. */
export function isAbortOf(error: unknown, signal: AbortSignal): boolean {
  try {
    let cause = error;
    for (let depth = 0; depth < 5; depth++) {
      if (cause === signal.reason) return true;
      cause = (cause as { readonly cause?: unknown } | null | undefined)?.cause;
    }
  } catch {
    // Anything can be thrown, also a proxy that throws when it is looked at.
  }
  return false;
}
