import type { Body } from "@ck/emulator";
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { attempt, usePage } from "../../state/context.js";
import { CopyButton } from "../../ui/copy-button.js";
import { formatBytes } from "../../ui/format.js";
import { saveAs } from "../../ui/save-as.js";
import { formatJson } from "../format-json.js";
import { JsonTokens } from "../json-tokens.js";
import { markWords } from "../mark-words.js";

/** A body: laid out to be read, or exactly as it went. */
export function BodyView({
  body,
  bytes,
  words,
  exchangeId,
  side,
}: {
  readonly body: Body;
  readonly bytes: number;
  /** What is searched for: it is marked. */
  readonly words: readonly string[];
  readonly exchangeId: string;
  readonly side: "request" | "response";
}): JSX.Element {
  const page = usePage();
  const [exact, setExact] = useState(false);
  const text = useMemo(() => (body.encoding === "utf8" ? body.content : decode(body.content)), [body]);
  const tokens = useMemo(() => (body.encoding === "utf8" ? formatJson(text) : undefined), [body, text]);
  const content = useMemo(
    () => (tokens === undefined || exact ? markWords(words)(text) : <JsonTokens tokens={tokens} words={words} />),
    [text, tokens, exact, words],
  );
  const download = async (): Promise<void> => {
    const blob = await attempt(page, () => page.client.bytes(exchangeId, side));
    if (blob) saveAs(blob, `${side}-${exchangeId.slice(0, 8)}.bin`);
  };
  return (
    <div class="body">
      <div class="body-tools">
        <span class="body-size">{formatBytes(bytes)}</span>
        {tokens !== undefined && (
          <div class="segments" role="group" aria-label={`Form of the ${side}'s body`}>
            <button type="button" aria-pressed={!exact} onClick={() => setExact(false)}>
              laid out
            </button>
            <button type="button" aria-pressed={exact} onClick={() => setExact(true)}>
              exact
            </button>
          </div>
        )}
        <CopyButton text={text} what={`the ${side}'s body`} />
        <button type="button" class="quiet small" onClick={() => void download()}>
          Bytes<span class="unseen"> of the {side}, as a file</span>
        </button>
      </div>
      {body.encoding === "base64" && (
        <p class="hint">These bytes are not UTF-8. What cannot be read is shown as �; the file has them as they are.</p>
      )}
      <pre class="code" tabIndex={0} role="region" aria-label={`Body of the ${side}`}>
        {text === "" ? <span class="nothing">empty</span> : content}
      </pre>
    </div>
  );
}

function decode(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
