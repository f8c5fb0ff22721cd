import type { JSX, RefObject } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../ui/icon.js";

/** Where the visitor types. Enter sends, Shift and Enter begin a new line. */
export function Composer({
  field,
  disabled,
  onSay,
}: {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly disabled: boolean;
  readonly onSay: (text: string) => void;
}): JSX.Element {
  const [text, setText] = useState("");
  const send = (): void => {
    if (text.trim() === "" || disabled) return;
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
        placeholder={disabled ? "This chat is closed" : "Write a message"}
        autocomplete="off"
        disabled={disabled}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // While an input method is composing, Enter chooses a character.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="primary send" aria-label="Send" disabled={disabled || text.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}
