import type { OpenRecord } from "@ck/emulator";
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { useKept } from "../state/kept.js";

/** What a chat is opened with, and what can be done with it. */
export function ChatSettings({
  clientData,
  visitor,
  knowsVisitors,
  closed,
  onOpen,
  onSave,
  onClose,
}: {
  readonly clientData: OpenRecord;
  /** Whom the site vouches for. */
  readonly visitor: OpenRecord | undefined;
  /** A token can be signed for a visitor. */
  readonly knowsVisitors: boolean;
  /** There is no open chat that could be saved or closed. */
  readonly closed: boolean;
  readonly onOpen: (clientData: OpenRecord, visitor: OpenRecord | undefined) => void;
  readonly onSave: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const current = JSON.stringify(clientData, undefined, 2);
  // What was typed is still there when the settings are opened again.
  const [draft, setDraft] = useKept<string | undefined>("client-data", "address", undefined);
  const text = draft ?? current;
  const [problem, setProblem] = useState<string>();
  const [whom, setWhom] = useKept<string | undefined>("visitor", "address", undefined);
  const visitorText = whom ?? (visitor === undefined ? "" : JSON.stringify(visitor, undefined, 2));
  const [visitorProblem, setVisitorProblem] = useState<string>();
  const id = useId();
  const open = (): void => {
    const data = read(text);
    const person = visitorText.trim() === "" ? undefined : read(visitorText);
    const isNobody = visitorText.trim() !== "" && typeof person?.["id"] !== "string";
    setProblem(data === undefined ? 'Write a JSON object, such as { "name": "Sam" }.' : undefined);
    setVisitorProblem(isNobody ? 'Write a JSON object with an id, such as { "id": "u-17" }.' : undefined);
    if (data === undefined || isNobody) return;
    setDraft(undefined);
    setWhom(undefined);
    onOpen(data, person);
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
      </div>
      {knowsVisitors && (
        <div class="field">
          <label for={`${id}-visitor`}>
            Visitor{" "}
            <span class="hint">
              whom your site vouches for: id, email, roles; each request then has a signed token. Empty: nobody
            </span>
          </label>
          <textarea
            id={`${id}-visitor`}
            class="code"
            rows={3}
            spellcheck={false}
            placeholder={'{ "id": "u-17", "email": "asha@example.com" }'}
            value={visitorText}
            aria-invalid={visitorProblem !== undefined}
            aria-describedby={`${id}-visitor-problem`}
            onInput={(event) => setWhom(event.currentTarget.value)}
          />
          <p id={`${id}-visitor-problem`} class="problem" role="alert">
            {visitorProblem}
          </p>
        </div>
      )}
      <div class="field">
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
