import { Modal } from "@ck-desk/page/ui/modal.js";
import type { JSX } from "preact";
import { useState } from "preact/hooks";

/** What this page is, and what it cannot show. */
export function About(): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="small quiet" onClick={() => setOpen(true)}>
        What is this?
      </button>
      {open && (
        <Modal title="A bot and its platform in one page" onClose={() => setOpen(false)}>
          <p>
            Your code runs here with the real <code>@ck/bot</code>. The page plays the ConvoKraft platform: it signs
            each request with a key that it made for you, and your bot checks it. Nothing leaves your browser.
          </p>
          <p>What a browser cannot show:</p>
          <ul>
            <li>
              The network. Requests reach the bot as messages, so there is no TLS, no proxy that changes bytes, no lost
              connection, and the 5 s are 5 s of this machine alone.
            </li>
            <li>
              Your server. <code>fetch</code>, databases, environment variables and modules of Node are not there;
              pictures from other sites are not loaded.
            </li>
            <li>Several processes, restarts, and stores that outlive them. An edit starts the bot anew.</li>
          </ul>
          <p>
            For those, run <code>ck emulator</code> with your own server.
          </p>
          <div class="modal-actions">
            <button type="button" class="primary" onClick={() => setOpen(false)}>
              Close
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
