import { BotError } from "@ck/bot";

/** The longest time that a timer can be set to, in ms. */
const MAX_TIMER_MS = 2_147_483_647;

/** Whether the work ended within this many ms. Rejects as the work does. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws {@link BotError} `ERR_INVALID_OPTION`: not a time that a timer can be set to */
export function requireMs(name: string, ms: unknown): void {
  if (typeof ms === "number" && ms >= 0 && ms <= MAX_TIMER_MS) return;
  throw new BotError("ERR_INVALID_OPTION", `${name} must be a number of ms between 0 and ${MAX_TIMER_MS}.`);
}
