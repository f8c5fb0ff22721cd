import type { JSX } from "preact";
import type { ExchangeView, SignatureVerdict } from "../../api/views.js";
import { CopyButton } from "../ui/copy-button.js";

const WORDS: Readonly<Record<SignatureVerdict["result"], readonly [tone: string, words: string]>> = {
  valid: ["good", "valid"],
  "other-key": ["bad", "another key"],
  invalid: ["bad", "not valid"],
  missing: ["bad", "missing"],
  unsigned: ["fair", "not signed"],
};

/** Whether a server has to take the signature, and the signature itself. */
export function SignatureView({ view: { exchange, signature } }: { readonly view: ExchangeView }): JSX.Element {
  const [tone, words] = WORDS[signature.result];
  const header = exchange.request.signature;
  return (
    <section class="part" aria-label="Signature">
      <h3>
        Signature <span class={`outcome ${tone}`}>{words}</span>
      </h3>
      <p class="signature-words">
        {signature.message}
        {signature.keyId !== undefined && (
          <>
            {" "}
            Key <code>{signature.keyId}</code>
          </>
        )}
      </p>
      {header !== undefined && (
        <div class="signature">
          <code>{header}</code>
          <CopyButton text={header} what="the signature" />
        </div>
      )}
    </section>
  );
}
