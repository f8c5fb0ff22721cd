import type { Run } from "../context.js";

/** Calls `onReplay` when r is pressed, at a terminal; or read, with `--json`. */
export function followKeys(
  { terminal: { stdin }, output }: Run,
  onReplay: () => void,
): { readonly stopped: Promise<void>; readonly leave: () => void } {
  if (!stdin.isTTY && !output.json) return { stopped: new Promise(() => undefined), leave: () => undefined };
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const onData = (data: Buffer | string): void => {
    const keys = String(data);
    if (keys.includes("r")) onReplay();
    // In raw mode, Ctrl+C is a key like any other.
    if (keys.includes("\u0003")) stop();
  };
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on("data", onData);
  return {
    stopped,
    leave() {
      stdin.off("data", onData).pause();
      if (stdin.isTTY) stdin.setRawMode(false);
    },
  };
}
