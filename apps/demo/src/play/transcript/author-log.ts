import { setTimeout } from "node:timers/promises";

/** What only the bot's author sees, kept until it is shown. */
export interface AuthorLog {
  readonly add: (text: string) => void;
  /** Empties the log. With `waitMs`, waits that long for a first line, because explanations are written after the answer went out. */
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
