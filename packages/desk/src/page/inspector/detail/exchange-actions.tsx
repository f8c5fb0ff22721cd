import type { JSX } from "preact";
import type { ExchangeView } from "../../../api/views.js";
import { attempt, usePage } from "../../state/context.js";
import { Icon } from "../../ui/icon.js";
import { Menu } from "../../ui/menu.js";
import { toConverseTest } from "../copy/converse-test.js";
import { toCurl, toRecording, toSend } from "../copy/commands.js";

/** What can be done with an exchange. */
export function ExchangeActions({
  view: { exchange, row },
  secured,
  onResend,
  onEdit,
  onSave,
}: {
  readonly view: ExchangeView;
  readonly secured: boolean;
  readonly onResend: (changes: { readonly sign?: boolean }) => void;
  readonly onEdit: () => void;
  readonly onSave: () => void;
}): JSX.Element {
  const page = usePage();
  const chat = page.state.chats.find(({ id }) => id === row.chatId);
  const copy = async (text: string, what: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    page.notify(`Copied ${what}.`);
  };
  const copySigned = async (): Promise<void> => {
    const signed = await attempt(page, () => page.client.sign(exchange.id));
    if (signed) await copy(toCurl(exchange, signed.signature), "a curl command, for one use");
  };
  return (
    <div class="detail-actions">
      <button type="button" onClick={() => onResend({ sign: secured })}>
        <Icon name="again" /> Resend
      </button>
      {secured && (
        <button
          type="button"
          title="The same bytes and the same signature, as a replay does."
          onClick={() => onResend({})}
        >
          Resend with the old signature
        </button>
      )}
      <button type="button" onClick={onEdit}>
        <Icon name="edit" /> Edit and resend
      </button>
      <button
        type="button"
        onClick={onSave}
        title="Writes a recording into a folder on the server. To download a file, use Export."
      >
        <Icon name="save" /> Keep on the server
      </button>
      <Menu
        label="Copy"
        icon="copy"
        items={[
          ...(secured
            ? [
                {
                  label: "as curl",
                  description: "The exact bytes, signed anew: for one use.",
                  onChoose: () => void copySigned(),
                },
              ]
            : []),
          {
            label: secured ? "as curl, with the old signature" : "as curl",
            description: secured ? "As it was sent: a server may refuse it as a replay." : "The exact bytes.",
            onChoose: () => void copy(toCurl(exchange), "a curl command"),
          },
          {
            label: "as ck send",
            description: "Signed anew each time that it is run.",
            onChoose: () => void copy(toSend(exchange), "a ck command"),
          },
          ...(chat
            ? [
                {
                  label: "as a converse test",
                  description: "The chat up to here, for @ck/testing.",
                  onChoose: () => void copy(toConverseTest(chat, row.after), "a test"),
                },
              ]
            : []),
          {
            label: "as a recording",
            description: "For ck resend, ck replay and ck explain.",
            onChoose: () => void copy(toRecording(exchange), "a recording"),
          },
        ]}
      />
    </div>
  );
}
