import type { Option } from "@ck/protocol";
import type { JSX } from "preact";
import { Roving } from "../ui/roving.js";
import { Picture } from "./cards.js";

/** The options of a question. Those of an earlier one can be seen, with what was chosen, but not be chosen. */
export function Options({
  options,
  active,
  picked,
  chosen,
  onPick,
}: {
  readonly options: readonly Option[];
  readonly active: boolean;
  /** The ids that are picked, but not submitted. Absent if a click submits at once. */
  readonly picked: readonly string[] | undefined;
  /** The ids that the visitor chose. */
  readonly chosen: readonly string[];
  readonly onPick: (id: string) => void;
}): JSX.Element {
  const pictured = options.some(({ image }) => hasText(image));
  return (
    <div class="options">
      <Roving
        class={pictured ? "choices pictured" : "choices"}
        role="group"
        aria-label="Options"
        items="button"
        direction="horizontal"
      >
        {options.map((option) => (
          <button
            key={option.id}
            type="button"
            class={chosen.includes(option.id) ? "choice chosen" : "choice"}
            disabled={!active}
            {...(active && picked && { "aria-pressed": picked.includes(option.id) })}
            onClick={() => onPick(option.id)}
          >
            {hasText(option.image) && <Picture url={option.image} />}
            <span dir="auto">{option.label === "" ? option.id : option.label}</span>
            {chosen.includes(option.id) && <span class="unseen"> (chosen)</span>}
          </button>
        ))}
      </Roving>
    </div>
  );
}

function hasText(image: string | undefined): image is string {
  return image !== undefined && image !== "";
}
