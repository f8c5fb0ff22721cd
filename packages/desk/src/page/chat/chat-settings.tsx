import type { OpenRecord } from "@ck/emulator";
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { useKept } from "../state/kept.js";

/** What a chat is opened with, and what can be done with it. */
export function ChatSettings({
  clientData,
  closed,
  onOpen,
  onSave,
  onClose,
}: {
  readonly clientData: OpenRecord;
  /** There is no open chat that could be saved or closed. */
  readonly closed: boolean;
  readonly onOpen: (clientData: OpenRecord) => void;
  readonly onSave: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const current = JSON.stringify(clientData, undefined, 2);
  // What was typed is still there when the settings are opened again.
  const [draft, setDraft] = useKept<string | undefined>("client-data", "address", undefined);
  const text = draft ?? current;
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const open = (): void => {
    const data = read(text);
    setProblem(data === undefined ? 'Write a JSON object, such as { "name": "Sam" }.' : undefined);
    if (data === undefined) return;
    setDraft(undefined);
    onOpen(data);
  };
  return (
    <div class="chat-settings">
      <div class="field">
        <label for={`${id}-data`}>
          Client data <span class="hint">what the page around the chat window passes in, as JSON</span>
        </label>
        <textarea
          id={`${id}-data`}
          class="code"
          rows={4}
          spellcheck={false}
          value={text}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-problem`}
          onInput={(event) => setDraft(event.currentTarget.value)}
        />
        <p id={`${id}-problem`} class="problem" role="alert">
          {problem}
        </p>
        <button type="button" class="small" onClick={open}>
          New chat with this data
        </button>
      </div>
      <div class="settings-actions">
        <button type="button" class="small" disabled={closed} onClick={onSave}>
          Save this chat
        </button>
        <button type="button" class="small" disabled={closed} onClick={onClose}>
          Close this chat
        </button>
      </div>
    </div>
  );
}

function read(text: string): OpenRecord | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() === "" ? "{}" : text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said beside the field.
  }
  return undefined;
}
