import { type JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ExchangeView } from "../../api/views.js";
import { Modal } from "../ui/modal.js";
import { formatJson } from "./format-json.js";

/** Changes a request before it is sent again. */
export function ResendModal({
  view: { exchange, row },
  secured,
  onSend,
  onClose,
}: {
  readonly view: ExchangeView;
  readonly secured: boolean;
  readonly onSend: (body: string, sign: boolean) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const before = useMemo(
    () =>
      formatJson(exchange.request.body.content)
        ?.map(({ text }) => text)
        .join("") ?? exchange.request.body.content,
    [exchange],
  );
  const [text, setText] = useState(before);
  const [sign, setSign] = useState(secured);
  const body = useRef<HTMLTextAreaElement>(null);
  // The dialog puts the focus there, and a browser the cursor at the end, far from what is mostly edited.
  useEffect(() => {
    body.current?.setSelectionRange(0, 0);
    body.current?.scrollTo(0, 0);
  }, []);
  return (
    <Modal title={`Edit and resend #${row.number}`} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={() => {
          onSend(text, sign);
        }}
      >
        <label class="field">
          <span>Body of the request</span>
          <textarea
            ref={body}
            class="code"
            rows={18}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <p class="hint" role="status">
          {isJson(text) ? "" : "This is not JSON. It is sent as it stands."}
        </p>
        {secured && (
          <fieldset>
            <legend>Signature</legend>
            <label>
              <input type="radio" name="sign" checked={sign} onChange={() => setSign(true)} />
              <span>Sign it anew, as the platform would</span>
            </label>
            <label>
              <input type="radio" name="sign" checked={!sign} onChange={() => setSign(false)} />
              <span>Keep the old signature: a server has to refuse what was edited</span>
            </label>
          </fieldset>
        )}
        <div class="modal-actions">
          <button type="button" class="quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary">
            Send
          </button>
        </div>
      </form>
    </Modal>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
