/** A copy of an object without one of its keys, or the object itself if it does not have it. */
export function withoutKey<T extends object>(record: T, key: string): T {
  if (!(key in record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key)) as T;
}
