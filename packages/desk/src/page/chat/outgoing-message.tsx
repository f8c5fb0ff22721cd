import type { JSX } from "preact";
import type { Outgoing } from "../state/outbox.js";

/** What the visitor did and the server does not know yet: it waits for its turn, or could not be sent. */
export function OutgoingMessage({
  item: { turn, status, problem },
  onRetry,
  onEdit,
}: {
  readonly item: Outgoing;
  readonly onRetry: () => void;
  readonly onEdit: () => void;
}): JSX.Element | null {
  // A click shows by its button.
  if (turn.type !== "say") return null;
  const failed = status === "failed";
  return (
    <li class={failed ? "message visitor outgoing failed" : "message visitor outgoing"}>
      <div class="bubble">
        <p class="own-words" dir="auto">
          {turn.text}
        </p>
      </div>
      <p class="outgoing-facts">
        <span role={failed ? "alert" : "status"}>
          {failed ? `Not sent. ${problem ?? ""}` : "Sent once the bot has answered"}
        </span>
        {failed && (
          <button type="button" class="small" onClick={onRetry}>
            Try again
          </button>
        )}
        <button type="button" class="quiet small" onClick={onEdit}>
          Take it back
        </button>
      </p>
    </li>
  );
}
