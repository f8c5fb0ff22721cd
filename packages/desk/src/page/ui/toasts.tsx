import type { JSX } from "preact";
import { useCallback, useRef, useState } from "preact/hooks";
import type { Page } from "../state/context.js";

/** How long a message stays, in ms; an error stays longer. */
const STAY_MS = { done: 4000, failed: 9000 };

interface Toast {
  readonly id: number;
  readonly message: string;
  readonly kind: "done" | "failed";
}

/** Messages that come and go. */
export function useToasts(): { readonly notify: Page["notify"]; readonly toasts: JSX.Element } {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const count = useRef(0);
  const notify = useCallback<Page["notify"]>((message, kind = "done") => {
    count.current += 1;
    const id = count.current;
    setToasts([{ id, message, kind }]);
    setTimeout(() => setToasts((before) => before.filter((toast) => toast.id !== id)), STAY_MS[kind]);
  }, []);
  return {
    notify,
    toasts: (
      <div class="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, message, kind }) => (
          <p key={id} class={`toast ${kind}`}>
            {message}
          </p>
        ))}
      </div>
    ),
  };
}
