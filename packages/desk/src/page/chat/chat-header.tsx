import type { Environment } from "@ck/protocol";
import type { JSX } from "preact";
import type { ChatView } from "../../api/views.js";
import { Icon } from "../ui/icon.js";

const ENVIRONMENTS: readonly Environment[] = ["development", "production"];

/** Above a chat: which one it is, in which environment, and a new one. */
export function ChatHeader({
  chat,
  chats,
  settingsOpen,
  onChoose,
  onOpen,
  onSettings,
}: {
  readonly chat: ChatView | undefined;
  readonly chats: readonly ChatView[];
  readonly settingsOpen: boolean;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (environment: Environment) => void;
  readonly onSettings: () => void;
}): JSX.Element {
  const environment = chat?.environment ?? "development";
  return (
    <div class="chat-header">
      <div class="segments" role="group" aria-label="Environment; the other one opens a new chat">
        {ENVIRONMENTS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === environment}
            onClick={() => each !== environment && onOpen(each)}
          >
            {each}
          </button>
        ))}
      </div>
      <div class="tools">
        <button type="button" class="quiet" aria-expanded={settingsOpen} onClick={onSettings}>
          <Icon name="sliders" />
          <span class="unseen">Chat settings</span>
        </button>
        <button type="button" class="small" onClick={() => onOpen(environment)}>
          <Icon name="plus" /> New chat
        </button>
      </div>
      {chats.length > 1 && (
        <div class="chat-choice">
          <select aria-label="Chat" value={chat?.id ?? ""} onChange={(event) => onChoose(event.currentTarget.value)}>
            {chats.map(({ id, number, environment: where, standing }) => (
              <option key={id} value={id}>
                {`Chat ${number}, ${where}${standing.phase === "closed" ? ", closed" : ""}`}
              </option>
            ))}
          </select>
        </div>
      )}
    </div>
  );
}
