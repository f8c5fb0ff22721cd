/** A day as the database keeps it, `yyyy-mm-dd`. Days are in UTC, as `date()` reads a value without a zone. */
export function toDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A day as the platform's chat window writes it, `11-Jan-2027`. */
export function inWords(day: string): string {
  const [year, month, date] = day.split("-");
  return `${date ?? ""}-${MONTHS[Number(month) - 1] ?? ""}-${year ?? ""}`;
}

/** `1 day`, `3 days`. */
export function countDays(days: number): string {
  return `${days} ${days === 1 ? "day" : "days"}`;
}

/** The same date some years later. */
export function yearsLater(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
