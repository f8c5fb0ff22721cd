import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Status } from "../platform/platform.js";
import { About } from "./about.js";
import { Editor } from "./editor.js";
import { toFragment } from "./link.js";
import { SAMPLES } from "./samples.js";
import type { Code } from "./use-code.js";

/** bot.ts, with what became of it. */
export function CodePane({
  code,
  status,
  folded,
  onFold,
}: {
  readonly code: Code;
  readonly status: Status;
  readonly folded: boolean;
  readonly onFold: () => void;
}): JSX.Element {
  const { text, isForeign, isDamaged, edit, choose, accept } = code;
  return (
    <section class="code-pane" aria-label="Code">
      <div class="code-tools">
        <select
          aria-label="Sample"
          value=""
          onChange={({ currentTarget }) => {
            const sample = SAMPLES.find(({ name }) => name === currentTarget.value);
            if (sample) choose(sample.code);
            currentTarget.value = "";
          }}
        >
          <option value="">Samples</option>
          {SAMPLES.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <CopyLink text={text ?? ""} />
        <About />
        <button type="button" class="small quiet fold" aria-expanded={!folded} onClick={onFold}>
          {folded ? "Show the code" : "Hide the code"}
        </button>
      </div>
      {isDamaged && (
        <p class="code-note" role="alert">
          The link is damaged or too long, so its code cannot be shown. This is a sample.
        </p>
      )}
      {isForeign && text !== undefined && (
        <div class="code-note" role="status">
          <p>This code came with the link. Nothing of it has run. Read it first.</p>
          <button type="button" class="primary small" onClick={accept}>
            Run it
          </button>
        </div>
      )}
      {text !== undefined && <Editor code={text} onChange={edit} />}
      <Outcome status={status} isForeign={isForeign} />
    </section>
  );
}

function CopyLink({ text }: { readonly text: string }): JSX.Element {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    const fragment = await toFragment(text);
    if (fragment === undefined) {
      setSaid("The code is too long for a link.");
      return;
    }
    const link = new URL(fragment, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      setSaid("The link is copied. It holds the code.");
    } catch {
      setSaid(link);
    }
  };
  return (
    <>
      <button type="button" class="small" onClick={() => void copy()}>
        Copy link
      </button>
      <span class="said" role="status">
        {said}
      </span>
    </>
  );
}

function Outcome({ status, isForeign }: { readonly status: Status; readonly isForeign: boolean }): JSX.Element {
  const { state, message, log } = status;
  const words = {
    starting: "Starting …",
    running: "Running",
    failed: "Not running: the code before it still is, if any",
  };
  return (
    <div class={`code-status ${isForeign ? "" : state}`}>
      <p role={state === "failed" ? "alert" : "status"}>
        {isForeign ? "Waiting for you" : message === "" ? words[state] : message}
      </p>
      {log !== "" && (
        <details>
          <summary>Console</summary>
          <pre tabIndex={0}>{log}</pre>
        </details>
      )}
    </div>
  );
}
