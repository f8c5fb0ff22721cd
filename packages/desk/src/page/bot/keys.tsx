import type { KeyRecord } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { BotView } from "../../api/views.js";
import { attempt, usePage } from "../state/context.js";
import { formatDay } from "../ui/format.js";
import { Modal } from "../ui/modal.js";
import { KeyView } from "./key-view.js";

/** The keys of both environments, and what the console lets one do with them. */
export function Keys({ bot }: { readonly bot: BotView }): JSX.Element {
  const page = usePage();
  const [asking, setAsking] = useState(false);
  const keyOf = (environment: Environment): KeyRecord | undefined =>
    bot.keys.find(({ environments }) => environments.includes(environment));
  const [development, production] = [keyOf("development"), keyOf("production")];
  const change = async (how: "secure" | "rotate" | "deploy", words: string): Promise<void> => {
    if (await attempt(page, () => page.client.changeKeys(how))) page.notify(words);
  };
  const retired = bot.keys.filter((key) => key.environments.length === 0);

  return (
    <section class="part" aria-labelledby="bot-keys">
      <h2 id="bot-keys">Keys</h2>
      {bot.keysProblem !== undefined && (
        <>
          <p class="problem" role="alert">
            {bot.keysProblem}
          </p>
          <p class="hint">The vault is the encrypted file, mostly in .ck, that holds the emulator's private keys.</p>
        </>
      )}
      <div class="environments">
        <article aria-labelledby="key-development">
          <h3 id="key-development">Development</h3>
          {development ? (
            <KeyView shownKey={development} />
          ) : (
            <p class="hint">There is no key yet, so no request can be signed.</p>
          )}
          {development ? (
            <button type="button" onClick={() => setAsking(true)}>
              Rotate key
            </button>
          ) : (
            <button
              type="button"
              class="primary"
              onClick={() => void change("secure", "A key is made. Give its public half to your server.")}
            >
              Make a key
            </button>
          )}
        </article>
        <article aria-labelledby="key-production">
          <h3 id="key-production">Production</h3>
          {production === undefined ? (
            <p class="hint">No key yet. A key takes effect here with the first deploy.</p>
          ) : production.keyId === development?.keyId ? (
            <p class="same-key">The same key as development.</p>
          ) : (
            <>
              <KeyView shownKey={production} />
              <p class="hint">An older key than that of development. The next deploy brings the new one here.</p>
            </>
          )}
          <button
            type="button"
            class={development && production?.keyId !== development.keyId ? "primary" : ""}
            disabled={development === undefined || production?.keyId === development.keyId}
            onClick={() => void change("deploy", "Deployed. Production signs with the key of development now.")}
          >
            Deploy
          </button>
        </article>
      </div>
      {retired.length > 0 && (
        <details>
          <summary>Retired keys ({retired.length})</summary>
          <ul class="retired">
            {retired.map(({ keyId, created, retired: until }) => (
              <li key={keyId}>
                <code>{keyId}</code> made {formatDay(created)}
                {until !== undefined && `, retired ${formatDay(until)}`}
              </li>
            ))}
          </ul>
        </details>
      )}
      {asking && (
        <Modal title="Make a new key?" onClose={() => setAsking(false)}>
          <p>
            Requests of development are signed with it at once, and your server refuses them until it has the new public
            key. Production keeps its key until the next deploy.
          </p>
          <div class="modal-actions">
            <button type="button" class="quiet" onClick={() => setAsking(false)}>
              Cancel
            </button>
            <button
              type="button"
              class="primary"
              onClick={() => {
                setAsking(false);
                void change("rotate", "Development signs with a new key now. Give its public half to your server.");
              }}
            >
              Make a new key
            </button>
          </div>
        </Modal>
      )}
    </section>
  );
}
