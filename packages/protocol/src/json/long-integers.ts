/** The shortest integer that is not safe has 16 digits. */
const LONG_RUN = /\d{16}/;

/** A number of JSON; digits alone are an integer. Only ever matched outside strings, in text that is known to be JSON. */
const NUMBER = /-?\d[\d.eE+-]*/g;

/**
 * Puts every integer beyond `Number.MAX_SAFE_INTEGER` into quotes, so that `JSON.parse` gives a string that keeps its digits: as a number it would be
 * rounded. The text has to be JSON. Linear in its length.
 *
 * A fraction stays a number, and so does an integer that is written with a point or an exponent.
 */
export function quoteLongIntegers(json: string): string {
  const parts: string[] = [];
  for (let at = 0; at < json.length;) {
    const quote = json.indexOf('"', at);
    const outside = json.slice(at, quote === -1 ? json.length : quote);
    parts.push(LONG_RUN.test(outside) ? outside.replace(NUMBER, quoteUnlessSafe) : outside);
    if (quote === -1) break;
    const end = endOfString(json, quote);
    parts.push(json.slice(quote, end));
    at = end;
  }
  return parts.join("");
}

function quoteUnlessSafe(number: string): string {
  return /^-?\d{16,}$/.test(number) && !Number.isSafeInteger(Number(number)) ? `"${number}"` : number;
}

/** Where the string ends that begins at `from`. */
function endOfString(json: string, from: number): number {
  for (let quote = json.indexOf('"', from + 1); ; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json.charAt(quote - 1 - backslashes) === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
}
