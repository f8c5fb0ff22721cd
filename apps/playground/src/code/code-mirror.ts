import { javascript } from "@codemirror/lang-javascript";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

/** An editor that was opened. */
export interface OpenEditor {
  /** Replaces the text. `onChange` is not called. */
  readonly show: (code: string) => void;
  readonly close: () => void;
}

/**
 * Opens CodeMirror in an element. Its styles go into a shadow root, since the page's policy allows no style element.
 *
 * @param onChange - called with the whole text after each edit
 */
export function openEditor(host: HTMLElement, code: string, onChange: (code: string) => void): OpenEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  let isOwnChange = false;
  const view = new EditorView({
    root,
    parent: root as unknown as DocumentFragment,
    doc: code,
    extensions: [
      basicSetup,
      EditorView.lineWrapping,
      javascript({ typescript: true }),
      theme,
      syntaxHighlighting(colours),
      EditorView.contentAttributes.of({ "aria-label": "bot.ts", tabindex: "0" }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged && !isOwnChange) onChange(state.doc.toString());
      }),
    ],
  });
  return {
    show(next) {
      if (view.state.doc.toString() === next) return;
      isOwnChange = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      isOwnChange = false;
    },
    close: () => view.destroy(),
  };
}

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--surface)", fontSize: "var(--size-normal)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--surface)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent) !important",
  },
  ".cm-tooltip, .cm-panels": { color: "var(--text)", backgroundColor: "var(--raised)", borderColor: "var(--line)" },
  ".cm-foldPlaceholder": { color: "var(--muted)", backgroundColor: "var(--sunken)", borderColor: "var(--line)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null], color: "var(--code-word)" },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number], color: "var(--code-number)" },
  { tag: [tags.propertyName, tags.typeName, tags.definition(tags.propertyName)], color: "var(--code-key)" },
  { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
]);
