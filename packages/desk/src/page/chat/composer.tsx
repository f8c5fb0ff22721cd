import type { JSX, RefObject } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../ui/icon.js";

/** Where the visitor types. Enter sends, Shift and Enter begin a new line. */
export function Composer({
  field,
  closed,
  onSay,
}: {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly closed: boolean;
  readonly onSay: (text: string) => void;
}): JSX.Element {
  const [text, setText] = useState("");
  const send = (): void => {
    if (text.trim() === "" || closed) return;
    onSay(text);
    setText("");
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        aria-label="Message"
        placeholder={closed ? "No open chat" : "Write a message"}
        autocomplete="off"
        disabled={closed}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // While an input method is composing, Enter chooses a character.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="primary send" aria-label="Send" disabled={closed || text.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}
