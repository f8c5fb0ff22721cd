import { useCallback, useState } from "preact/hooks";

/** Where something is kept: as long as the tab is open, or also for the next start of the emulator at this address. */
export type Keeper = "tab" | "address";

const PREFIX = "ck-desk:";

/** A text or another plain value that is still there when the page is loaded again. `undefined` forgets it. */
export function useKept<T>(
  name: string,
  keeper: Keeper,
  initial: T,
): readonly [value: T, keep: (value: T | undefined) => void] {
  const [value, setValue] = useState<T>(() => (readKept(name, keeper) as T | undefined) ?? initial);
  const keep = useCallback(
    (next: T | undefined): void => {
      setValue(() => next ?? initial);
      keepValue(name, keeper, next);
    },
    // The initial value is that of the first call.
    [name, keeper],
  );
  return [value, keep];
}

/** Reads what was kept. What is not of the same kind any more is the caller's to notice. */
export function readKept(name: string, keeper: Keeper): unknown {
  try {
    const text = storageOf(keeper).getItem(PREFIX + name);
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Keeps a value, if the browser lets it. */
export function keepValue(name: string, keeper: Keeper, value: unknown): void {
  try {
    if (value === undefined) storageOf(keeper).removeItem(PREFIX + name);
    else storageOf(keeper).setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // It is full or switched off: the value lives as long as the page.
  }
}

function storageOf(keeper: Keeper): Storage {
  return keeper === "tab" ? sessionStorage : localStorage;
}
