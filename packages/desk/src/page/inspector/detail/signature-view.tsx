import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ExchangeView, SignatureVerdict } from "../../../api/views.js";
import { CopyButton } from "../../ui/copy-button.js";

const WORDS: Readonly<Record<SignatureVerdict["result"], readonly [tone: string, words: string]>> = {
  valid: ["good", "valid"],
  "other-key": ["bad", "another key"],
  invalid: ["bad", "not valid"],
  missing: ["bad", "missing"],
  unsigned: ["fair", "not signed"],
};

/** Whether a server has to accept the signature: a line, unless something is wrong. */
export function SignatureView({ view: { exchange, signature } }: { readonly view: ExchangeView }): JSX.Element {
  const [tone, words] = WORDS[signature.result];
  const [shown, setShown] = useState(tone === "bad");
  useEffect(() => setShown(tone === "bad"), [exchange.id]);
  const header = exchange.request.signature;
  return (
    <details class="fold" open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        Signature <span class={`outcome ${tone === "good" ? "quiet" : tone}`}>{words}</span>
        {signature.keyId !== undefined && <span class="hint">key {signature.keyId}</span>}
      </summary>
      <p class="signature-words">{signature.message}</p>
      {header !== undefined && (
        <div class="signature">
          <code>{header}</code>
          <CopyButton text={header} what="the signature" />
        </div>
      )}
    </details>
  );
}
