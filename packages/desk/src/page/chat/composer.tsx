import type { Fault } from "@ck/emulator";
import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useKept } from "../state/kept.js";
import { Icon } from "../ui/icon.js";
import { Menu } from "../ui/menu.js";
import { FAULT_TEXTS, faultName } from "./faults.js";

/** How many texts are saved. */
const MAX_SAVED = 20;

/** Where the visitor types. Enter sends, Shift and Enter begin a new line, and ↑ recalls what was said before. */
export function Composer({
  field,
  closed,
  said,
  faults,
  fault,
  given,
  onFault,
  onSay,
}: {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly closed: boolean;
  /** What the visitor typed in this chat, the latest first. */
  readonly said: readonly string[];
  readonly faults: readonly Fault[];
  readonly fault: Fault | undefined;
  /** A text to go on with, once for each object. */
  readonly given: { readonly text: string } | undefined;
  readonly onFault: (fault: Fault | undefined) => void;
  readonly onSay: (text: string) => void;
}): JSX.Element {
  const [text, setText] = useKept("message", "address", "");
  const onText = (words: string): void => setText(words === "" ? undefined : words);
  useEffect(() => {
    if (given) onText(given.text);
  }, [given]);
  const [saved, setSaved] = useKept<readonly string[]>("inputs", "address", []);
  /** Which of what was said before is in the field, and what was typed before that. */
  const recalled = useRef<{ readonly at: number; readonly typed: string }>(undefined);
  const send = (): void => {
    if (text.trim() === "" || closed) return;
    recalled.current = undefined;
    onSay(text);
    onText("");
  };
  const recall = (step: 1 | -1): boolean => {
    const { at, typed } = recalled.current ?? { at: -1, typed: text };
    const next = at + step;
    if (next < -1 || next >= said.length) return false;
    recalled.current = next === -1 ? undefined : { at: next, typed };
    onText(next === -1 ? typed : (said[next] ?? ""));
    return true;
  };
  const write = (words: string): void => {
    onText(words);
    field.current?.focus();
  };
  const isSaved = saved.includes(text.trim());
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-tools">
        <Menu
          label="Faults"
          icon="bolt"
          quiet
          small
          above
          hint="Breaks the next request on purpose, to see what your server does."
          items={[
            { label: "No fault", checked: fault === undefined, onChoose: () => onFault(undefined) },
            ...faults.map((each) => ({
              label: faultName(each),
              description: FAULT_TEXTS[each].join(". "),
              checked: fault === each,
              onChoose: () => onFault(each),
            })),
          ]}
        />
        <Menu
          label="Inputs"
          icon="star"
          quiet
          small
          above
          {...(saved.length === 0 && { hint: "Nothing is kept yet. Type a message and keep it here." })}
          items={[
            ...(text.trim() === "" || isSaved
              ? []
              : [
                  {
                    label: "Keep what is typed",
                    onChoose: () => setSaved([text.trim(), ...saved].slice(0, MAX_SAVED)),
                  },
                ]),
            ...saved.map((words) => ({ label: words, onChoose: () => write(words) })),
            ...(isSaved
              ? [
                  {
                    label: "Forget what is typed",
                    onChoose: () => setSaved(saved.filter((each) => each !== text.trim())),
                  },
                ]
              : []),
          ]}
        />
      </div>
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        aria-label="Message"
        placeholder={closed ? "No open chat" : "Write a message"}
        autocomplete="off"
        disabled={closed}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // While an input method is composing, its keys choose characters.
          if (event.isComposing || event.altKey) return;
          const { selectionStart, selectionEnd, value } = event.currentTarget;
          const isAtStart = selectionStart === 0 && selectionEnd === 0;
          const isBrowsing = recalled.current !== undefined && selectionStart === value.length;
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            send();
          } else if (event.key === "ArrowUp" && (isAtStart || isBrowsing)) {
            if (recall(1)) event.preventDefault();
          } else if (event.key === "ArrowDown" && isBrowsing && recall(-1)) event.preventDefault();
        }}
      />
      <button type="submit" class="primary send" aria-label="Send" disabled={closed || text.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}
