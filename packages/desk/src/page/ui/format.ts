const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** `482 B`, `12.3 KB`; a KB is 1000 bytes. */
export function formatBytes(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${number.format(bytes / 1000)} KB`;
}

/** `12 ms`, `4.5 s` */
export function formatMs(ms: number): string {
  if (ms < 1) return "<1 ms";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${number.format(ms / 1000)} s`;
}

/** `09:30:12`, in the time of this place. */
export function formatClock(iso: string): string {
  return clock.format(new Date(iso));
}

/** `3 Aug 2026, 09:30` */
export function formatDay(iso: string): string {
  return day.format(new Date(iso));
}
