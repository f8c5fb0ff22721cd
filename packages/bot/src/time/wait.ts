/** Settles after `ms`, or as soon as `signal` is aborted or `news` settles. */
export function wait(
  ms: number,
  { signal, news }: { readonly signal?: AbortSignal | undefined; readonly news?: Promise<unknown> | undefined },
): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish, { once: true });
    if (signal?.aborted) finish();
    void news?.then(finish, finish);
  });
}
