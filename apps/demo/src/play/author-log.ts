import { setTimeout } from "node:timers/promises";

/** What a bot's author is told, and nobody else, until it is shown. */
export interface AuthorLog {
  readonly add: (text: string) => void;
  /** Takes out what is there. With `waitMs`, waits that long for the first line: explanations are written after the answer has gone out. */
  readonly take: (waitMs: number) => Promise<readonly string[]>;
}

/** An empty log. */
export function createAuthorLog(): AuthorLog {
  const lines: string[] = [];
  let wake = (): void => undefined;
  return {
    add(text) {
      lines.push(text);
      wake();
    },
    async take(waitMs) {
      if (lines.length === 0 && waitMs > 0) {
        const over = new AbortController();
        const added = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([added, setTimeout(waitMs, undefined, { signal: over.signal }).catch(() => undefined)]);
        over.abort();
      }
      return lines.splice(0);
    },
  };
}
