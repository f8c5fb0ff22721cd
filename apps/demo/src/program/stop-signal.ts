/** Resolves at the first SIGTERM or SIGINT. A second one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        // Without a listener, Node does what the signal says.
        process.removeAllListeners("SIGTERM").removeAllListeners("SIGINT");
        resolve(signal);
      });
    }
  });
}
