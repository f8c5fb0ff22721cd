import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Modal } from "./modal.js";

/** What a key does, by the place of the key: with Alt held, some keyboards type other characters. */
export const SHORTCUTS = [
  { code: "KeyM", keys: "Alt M", words: "Write a message" },
  { code: "KeyN", keys: "Alt N", words: "New chat" },
  { code: "KeyX", keys: "Alt X", words: "Exchanges" },
  { code: "KeyB", keys: "Alt B", words: "Bot" },
  { code: "ArrowUp", keys: "Alt ↑", words: "The newer exchange" },
  { code: "ArrowDown", keys: "Alt ↓", words: "The older exchange" },
  { code: "KeyK", keys: "Alt K", words: "These shortcuts" },
] as const;

export type Shortcut = (typeof SHORTCUTS)[number]["code"];

/** Calls what belongs to a key. Always with Alt, so that nobody who types or dictates calls it by chance (WCAG 2.1.4). */
export function useShortcuts(actions: Readonly<Record<Shortcut, () => void>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const known = SHORTCUTS.find(({ code }) => code === event.code);
      if (known === undefined || !event.altKey || event.ctrlKey || event.metaKey) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      actions[known.code]();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}

/** The list of all of them. */
export function ShortcutsModal({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const others = [
    { keys: "Enter", words: "Send the message" },
    { keys: "Shift Enter", words: "A new line in the message" },
    { keys: "← →", words: "From tab to tab" },
    { keys: "Esc", words: "Close a dialog" },
  ];
  return (
    <Modal title="Keyboard" onClose={onClose}>
      <dl class="shortcuts">
        {[...SHORTCUTS, ...others].map(({ keys, words }) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <div class="modal-actions">
        <button type="button" class="primary" onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}
