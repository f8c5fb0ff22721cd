import type { JSX } from "preact";

/** Said where the server does not know the page. */
export function NoToken(): JSX.Element {
  return (
    <main class="no-token">
      <h1>This page needs the whole address</h1>
      <p>
        The emulator printed it when it was started. It ends in <code>#token=…</code>, which is new at each start, so
        that no other page and no other user of this machine can use the emulator.
      </p>
    </main>
  );
}
