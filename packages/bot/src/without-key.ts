/** An object as it is, but for one key. */
export function withoutKey<T extends object>(record: T, key: string): T {
  if (!(key in record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key)) as T;
}
