/** Settles after `ms`, or as soon as `signal` is aborted or `news` settles. With `isBackground`, a process need not stay up for it. */
export function wait(
  ms: number,
  {
    signal,
    news,
    isBackground = false,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly news?: Promise<unknown> | undefined;
    readonly isBackground?: boolean;
  },
): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    if (isBackground) (timer as { unref?: () => void }).unref?.();
    signal?.addEventListener("abort", finish, { once: true });
    if (signal?.aborted) finish();
    void news?.then(finish, finish);
  });
}
