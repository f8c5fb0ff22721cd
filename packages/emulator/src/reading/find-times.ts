import { findAll, type Found } from "./found.js";

const TIME = /(?<![\p{L}\p{N}:.])(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?(?: ?([ap])\.?m\b\.?)?(?![\p{N}:])/giu;

/** The times of day in a text, as `HH:mm:ss`: `14:30`, `14:30:05`, `2:30 pm`, `9am`. */
export function findTimes(text: string): Found<string>[] {
  return findAll(text, TIME, ([, shown, minute, second, half]) => {
    // A number alone is not a time.
    if (minute === undefined && half === undefined) return undefined;
    if (half !== undefined && (Number(shown) < 1 || Number(shown) > 12)) return undefined;
    const hour = half === undefined ? Number(shown) : (Number(shown) % 12) + (half.toLowerCase() === "p" ? 12 : 0);
    if (hour > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return undefined;
    return [hour, Number(minute ?? 0), Number(second ?? 0)].map((part) => String(part).padStart(2, "0")).join(":");
  });
}
