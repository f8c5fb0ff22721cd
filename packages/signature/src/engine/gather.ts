import { setImmediateHere } from "../runtime.js";

/*
 * Read when the module is loaded, because test runners replace it with a fake clock later, and a check must not wait until somebody
 * advances that clock. Runtimes without this function do not need this file.
 */
const afterPoll = setImmediateHere();

/**
 * Makes one function of two that do the same, one on the calling thread and one in the thread pool. A single call is faster on the
 * calling thread (going to the pool and back costs a fifth of a check). Several calls are faster in the pool, which runs as many at
 * once as there are cores, and the event loop stays free.
 *
 * Whether there are several is known once the event loop has read all sockets that were ready. Until then a call keeps what `hold` makes of its
 * parameters: the caller may change what they hold meanwhile.
 */
export function gather<Parameters extends readonly unknown[], Result>(
  here: (...parameters: Parameters) => Result,
  inPool: (...parameters: Parameters) => Promise<Result>,
  hold: (...parameters: Parameters) => Parameters,
): (...parameters: Parameters) => Promise<Result> {
  interface Job {
    readonly parameters: Parameters;
    readonly resolve: (result: Promise<Result>) => void;
  }
  let waiting: Job[] = [];
  let inFlight = 0;

  async function onThisThread(parameters: Parameters): Promise<Result> {
    return Promise.resolve(here(...parameters));
  }
  async function pooled(parameters: Parameters): Promise<Result> {
    inFlight++;
    try {
      return await inPool(...parameters);
    } finally {
      inFlight--;
    }
  }
  function flush(): void {
    const jobs = waiting;
    waiting = [];
    const run = jobs.length === 1 && inFlight === 0 ? onThisThread : pooled;
    for (const { parameters, resolve } of jobs) resolve(run(parameters));
  }

  return (...parameters) => {
    if (afterPoll === undefined || "clock" in afterPoll) return onThisThread(parameters);
    if (inFlight > 0) return pooled(parameters);
    return new Promise((resolve) => {
      waiting.push({ parameters: hold(...parameters), resolve });
      if (waiting.length === 1) afterPoll(flush);
    });
  };
}
