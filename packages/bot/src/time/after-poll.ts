type Scheduler = (call: () => void) => unknown;
type Runtime = { readonly setImmediate?: Scheduler; readonly setTimeout: object };

/**
 * Has something called once the event loop has read all sockets that are ready, where the runtime can do that.
 *
 * @returns whether it will be called: not under a fake clock, which would have to be told
 */
export function afterPoll(call: () => void): boolean {
  const { setImmediate, setTimeout } = globalThis as unknown as Runtime;
  if (setImmediate === undefined || "clock" in setImmediate || "clock" in setTimeout) return false;
  setImmediate(call);
  return true;
}
