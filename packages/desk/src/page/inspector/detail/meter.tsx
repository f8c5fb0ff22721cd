import type { JSX } from "preact";

/** A bar against a limit. */
export function Meter({
  label,
  value,
  limit,
  message,
  limitWords,
}: {
  readonly label: string;
  readonly value: number;
  readonly limit: number;
  /** The value with its unit. */
  readonly message: string;
  readonly limitWords: string;
}): JSX.Element {
  const share = Math.min(value / limit, 1);
  const tone = share >= 1 ? "bad" : share > 0.8 ? "fair" : "good";
  return (
    <div class="meter">
      <p>
        <span class="meter-label">{label}</span>
        <strong>{message}</strong>
        <span class="limit">of {limitWords}</span>
      </p>
      <div
        class="bar"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(value, limit)}
        aria-valuetext={`${message} of ${limitWords}`}
      >
        <div class={tone} style={{ width: `${(share * 100).toFixed(2)}%` }} />
      </div>
    </div>
  );
}
