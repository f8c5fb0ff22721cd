import { type JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ResendRequest } from "../../../api/requests.js";
import type { ExchangeView } from "../../../api/views.js";
import { useKept } from "../../state/kept.js";
import { Modal } from "../../ui/modal.js";
import { layOutJson } from "../format-json.js";

/** What was edited last, and is not sent yet. */
interface Draft {
  readonly id: string;
  readonly text: string;
}

/** What keeps a text from being JSON, in the browser's words; `undefined` for JSON. */
function whyNotJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/** Changes a request before it is sent again. What was typed is still there after the dialog was closed. */
export function ResendModal({
  view: { exchange, row },
  secured,
  onSend,
  onClose,
}: {
  readonly view: ExchangeView;
  readonly secured: boolean;
  /** Resolves to whether it was sent. */
  readonly onSend: (changes: ResendRequest) => Promise<boolean>;
  readonly onClose: () => void;
}): JSX.Element {
  const before = useMemo(() => layOutJson(exchange.request.body.content), [exchange]);
  const [draft, setDraft] = useKept<Draft | undefined>("edit", "tab", undefined);
  const text = draft?.id === exchange.id ? draft.text : before;
  const whyNot = whyNotJson(text);
  const [sign, setSign] = useState(secured);
  const [url, setUrl] = useState(exchange.request.url);
  const [sending, setSending] = useState(false);
  const body = useRef<HTMLTextAreaElement>(null);
  // The dialog puts the focus there, and a browser the cursor at the end, far from what is mostly edited.
  useEffect(() => {
    body.current?.setSelectionRange(0, 0);
    body.current?.scrollTo(0, 0);
  }, []);
  const send = async (): Promise<void> => {
    setSending(true);
    const isElsewhere = url !== exchange.request.url;
    // To another address, the exact bytes go if nobody touched them.
    const body = isElsewhere && text === before ? {} : { body: text };
    if (await onSend({ ...body, sign, ...(isElsewhere && { url }) })) setDraft(undefined);
    setSending(false);
  };
  return (
    <Modal title={`Edit and resend #${row.number}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
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
            onInput={(event) => setDraft({ id: exchange.id, text: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>Address</span>
          <input type="url" class="code" required value={url} onInput={(event) => setUrl(event.currentTarget.value)} />
        </label>
        <p class="hint" role="status">
          {whyNot === undefined ? "" : `This is not JSON, and is sent as it stands. ${whyNot}`}
        </p>
        {secured && (
          <fieldset>
            <legend>Signature</legend>
            <label>
              <input type="radio" name="sign" checked={sign} onChange={() => setSign(true)} />
              <span>Sign it again, as the platform would</span>
            </label>
            <label>
              <input type="radio" name="sign" checked={!sign} onChange={() => setSign(false)} />
              <span>Keep the old signature: a server has to refuse what was edited</span>
            </label>
          </fieldset>
        )}
        <div class="modal-actions">
          {text !== before && (
            <button type="button" class="quiet" onClick={() => setDraft(undefined)}>
              Start over
            </button>
          )}
          <button type="button" class="quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={sending}>
            Send
          </button>
        </div>
      </form>
    </Modal>
  );
}
