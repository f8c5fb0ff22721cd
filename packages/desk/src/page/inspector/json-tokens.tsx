import type { JSX } from "preact";
import type { Token } from "./format-json.js";

/** A laid-out JSON text in colours. */
export function JsonTokens({ tokens }: { readonly tokens: readonly Token[] }): JSX.Element {
  return (
    <>
      {tokens.map(({ kind, text }, index) =>
        kind === "mark" ? (
          text
        ) : (
          <span key={index} class={`json-${kind}`}>
            {text}
          </span>
        ),
      )}
    </>
  );
}
