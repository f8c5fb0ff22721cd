/** A value that is there, or a promise of it. Most requests wait for nothing but their body, and each promise costs them as much as a small step of work. */
export type Awaitable<T> = T | Promise<T>;

/** Whether a value has to be awaited: whatever has a `then`, as `await` sees it. */
export function isPending<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof (value as Partial<Promise<T>> | null | undefined)?.then === "function";
}

/** Goes on with a value, at once if it is there. */
export function andThen<T, U>(value: Awaitable<T>, goOn: (value: T) => Awaitable<U>): Awaitable<U> {
  return isPending(value) ? Promise.resolve(value).then(goOn) : goOn(value);
}
