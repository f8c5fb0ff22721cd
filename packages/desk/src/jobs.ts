/** A durable job that was given up: what `failed()` of `@ck/bullmq` lists. */
export interface GivenUpJob {
  readonly id: string;
  readonly reason: string;
  readonly attempts: number;
  readonly addedAt: Date;
  readonly failedAt: Date;
  /** The visitor's request, as JSON; sealed if there is a secret. */
  readonly data: string;
}

/** The jobs that were given up, and what to do with them. What `bullQueue` of `@ck/bullmq` returns is one. */
export interface GivenUpJobs {
  /** Lists them, the latest first. */
  readonly failed: (range: { readonly offset: number; readonly limit: number }) => Promise<readonly GivenUpJob[]>;
  /** Puts one back into the queue. @returns whether it was there */
  readonly retry: (id: string) => Promise<boolean>;
  /** Removes one. @returns whether it was there */
  readonly drop: (id: string) => Promise<boolean>;
}
