import type { JSX } from "preact";
import type { ServerView } from "../api/views.js";

/** What became of the author's server: nothing while it runs and is silent. */
export function ServerBanner({ server }: { readonly server: ServerView }): JSX.Element {
  const { state, message, log } = server;
  return (
    <section class={`server ${state}`} aria-label="Your server">
      <p role={state === "failed" ? "alert" : "status"}>{message}</p>
      {log !== "" && (
        <details open={state === "failed"}>
          <summary>What it printed</summary>
          <pre tabIndex={0}>{log}</pre>
        </details>
      )}
    </section>
  );
}
