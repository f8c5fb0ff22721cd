/** Every test that depends on the day runs on this one, a Monday. */
export const NOW: Date = new Date("2026-03-02T09:00:00Z");
