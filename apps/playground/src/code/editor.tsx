import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { OpenEditor } from "./code-mirror.js";

/** The code. It can be read at once; the editor is loaded when the rest of the page is there. */
export function Editor({
  code,
  onChange,
}: {
  readonly code: string;
  readonly onChange: (code: string) => void;
}): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<OpenEditor>(undefined);
  const latest = useRef({ code, onChange });
  latest.current = { code, onChange };
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let left = false;
    const load = async (): Promise<void> => {
      const { openEditor } = await import("./code-mirror.js");
      if (left || host.current === null) return;
      editor.current = openEditor(host.current, latest.current.code, (next) => latest.current.onChange(next));
      setOpen(true);
    };
    const waiting = whenIdle(() => void load());
    return () => {
      left = true;
      waiting();
      editor.current?.close();
    };
  }, []);
  useEffect(() => editor.current?.show(code), [code]);
  return (
    <div class="editor">
      {!open && (
        <pre tabIndex={0} aria-label="bot.ts">
          {code}
        </pre>
      )}
      <div ref={host} class="editor-host" hidden={!open} />
    </div>
  );
}

/** Not every browser tells when it is idle. Returns the function that takes the wish back. */
function whenIdle(then: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const id = requestIdleCallback(then, { timeout: 2_000 });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(then, 300);
  return () => clearTimeout(id);
}
