/**
 * Decides which of a worker's jobs run at once. A job whose worker has died may be what killed it, so it runs with no
 * other job beside it: it takes nobody down, and nobody takes it down.
 */
export interface Gate {
  /** Whether a job would have to wait. */
  readonly isShut: (isAlone: boolean) => boolean;
  /** Settles when the job may run; rejects with the reason of `signal`. @returns what to call when it has run */
  readonly enter: (isAlone: boolean, signal: AbortSignal) => Promise<() => void>;
}

interface Waiting {
  readonly isAlone: boolean;
  readonly admit: () => void;
}

/** @param onChange - called with whether a job runs alone, or waits to; no more jobs should be fetched then */
export function createGate(onChange: (isAlone: boolean) => void): Gate {
  let running = 0;
  let isOneAlone = false;
  let waiting: Waiting[] = [];
  let wasAlone = false;

  const mayEnter = (isAlone: boolean): boolean => !isOneAlone && (!isAlone || running === 0);
  const isShut = (isAlone: boolean): boolean => waiting.length > 0 || !mayEnter(isAlone);
  function tell(): void {
    const isAlone = isOneAlone || waiting.some((job) => job.isAlone);
    if (isAlone !== wasAlone) onChange((wasAlone = isAlone));
  }
  function begin(isAlone: boolean): () => void {
    running++;
    isOneAlone = isAlone;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      running--;
      if (isAlone) isOneAlone = false;
      next();
    };
  }
  function next(): void {
    for (let head = waiting[0]; head !== undefined && mayEnter(head.isAlone); head = waiting[0]) {
      waiting.shift();
      head.admit();
    }
    tell();
  }
  return {
    isShut,
    async enter(isAlone, signal) {
      signal.throwIfAborted();
      if (!isShut(isAlone)) {
        const leave = begin(isAlone);
        tell();
        return leave;
      }
      return new Promise((resolve, reject) => {
        const job: Waiting = {
          isAlone,
          admit() {
            signal.removeEventListener("abort", stop);
            resolve(begin(isAlone));
          },
        };
        const stop = (): void => {
          waiting = waiting.filter((each) => each !== job);
          reject(signal.reason as Error);
          next();
        };
        signal.addEventListener("abort", stop, { once: true });
        waiting.push(job);
        tell();
      });
    },
  };
}
