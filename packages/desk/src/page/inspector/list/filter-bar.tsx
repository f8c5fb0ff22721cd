import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { ExchangeRow } from "../../../api/views.js";
import { MAX_FIND } from "../../../find/words.js";
import { Icon } from "../../ui/icon.js";
import { NO_FILTER, PICKED, valuesOf, type Filter } from "./filter.js";

const LABELS = {
  todo: "Kind of request",
  action: "Action",
  outcome: "Outcome",
  environment: "Environment",
  chat: "Chat",
} as const satisfies Record<(typeof PICKED)[number], string>;

/** How long a pause in the typing is, in ms. */
const PAUSE_MS = 50;

/** Finds exchanges, and empties the list. */
export function FilterBar({
  rows,
  shown,
  isDone,
  filter,
  open,
  onFilter,
  onOpen,
  onClear,
}: {
  readonly rows: readonly ExchangeRow[];
  /** How many rows meet the filter. */
  readonly shown: number;
  /** Whether the bodies were searched to the end. */
  readonly isDone: boolean;
  readonly filter: Filter;
  /** Whether the conditions beside the text are shown. */
  readonly open: boolean;
  readonly onFilter: (filter: Filter) => void;
  readonly onOpen: (open: boolean) => void;
  readonly onClear: () => void;
}): JSX.Element {
  const id = useId();
  const [text, setText] = useState(filter.text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(filter.text), [filter.text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  /** The list follows once the typing pauses. */
  const type = (words: string): void => {
    setText(words);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onFilter({ ...filter, text: words }), PAUSE_MS);
  };
  const picked = PICKED.filter((key) => filter[key] !== "").length;
  const isFiltered = picked > 0 || filter.errorsOnly || filter.text !== "";
  return (
    <search class="filter" aria-label="Find exchanges">
      <div class="filter-line">
        <input
          type="search"
          aria-label="Find in the exchanges"
          placeholder="Find"
          maxLength={MAX_FIND}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
        />
        <button type="button" class="quiet small" aria-expanded={open} aria-controls={id} onClick={() => onOpen(!open)}>
          <Icon name="filter" />
          <span class="unseen">Filter</span>
          {picked > 0 && <span class="count">{picked}</span>}
        </button>
        <button
          type="button"
          class="small toggle"
          aria-pressed={filter.errorsOnly}
          onClick={() => onFilter({ ...filter, errorsOnly: !filter.errorsOnly })}
        >
          Errors only
        </button>
        <button type="button" class="quiet small clear" onClick={onClear}>
          <Icon name="trash" />
          <span class="unseen">Clear the list</span>
        </button>
      </div>
      <div id={id} class="filter-fields" hidden={!open}>
        {open &&
          PICKED.map((key) => (
            <label key={key}>
              <span>{LABELS[key]}</span>
              <select
                value={filter[key]}
                onChange={(event) => onFilter({ ...filter, [key]: event.currentTarget.value })}
              >
                <option value="">any</option>
                {valuesOf(rows, key).map((value) => (
                  <option key={value} value={value}>
                    {value.replaceAll("-", " ")}
                  </option>
                ))}
              </select>
            </label>
          ))}
      </div>
      {isFiltered && (
        <p class="filter-result">
          <span role="status">{`${shown} of ${rows.length}${isDone ? "" : ", searching…"}`}</span>
          <button type="button" class="quiet small" onClick={() => onFilter(NO_FILTER)}>
            Show all
          </button>
        </p>
      )}
    </search>
  );
}
