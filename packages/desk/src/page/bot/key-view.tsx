import type { KeyRecord } from "@ck/emulator";
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { CopyButton } from "../ui/copy-button.js";
import { formatDay } from "../ui/format.js";
import { Icon } from "../ui/icon.js";

/** A public key, hidden until it is asked for as in the console. The private one is in the vault and stays there. */
export function KeyView({ shownKey }: { readonly shownKey: KeyRecord }): JSX.Element {
  const [shown, setShown] = useState(false);
  const [form, setForm] = useState<"base64" | "pem">("base64");
  const id = useId();
  const { keyId, created } = shownKey;
  return (
    <div class="public-key">
      <p>
        <code>{keyId}</code>
        <span class="hint">made {formatDay(created)}</span>
      </p>
      <button type="button" aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)}>
        <Icon name="key" /> {shown ? "Hide key" : "Show key"}
      </button>
      <div id={id} hidden={!shown}>
        {shown && (
          <>
            <div class="body-tools">
              <div class="segments" role="group" aria-label="Form of the key">
                <button type="button" aria-pressed={form === "base64"} onClick={() => setForm("base64")}>
                  one line
                </button>
                <button type="button" aria-pressed={form === "pem"} onClick={() => setForm("pem")}>
                  PEM
                </button>
              </div>
              <CopyButton text={shownKey[form]} what="the public key" />
            </div>
            <pre class="code" tabIndex={0} role="region" aria-label="Public key">
              {shownKey[form]}
            </pre>
          </>
        )}
      </div>
    </div>
  );
}
