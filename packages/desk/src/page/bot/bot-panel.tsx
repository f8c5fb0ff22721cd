import type { JSX } from "preact";
import type { BotView } from "../../api/views.js";
import { CopyButton } from "../ui/copy-button.js";
import { formatBytes, formatMs } from "../ui/format.js";
import { Actions } from "./actions.js";
import { Keys } from "./keys.js";

const MODES = {
  "every-message": "After every message of the visitor",
  "context-end": "When all params are collected",
} as const;

/** The bot as the console shows it. */
export function BotPanel({ bot }: { readonly bot: BotView }): JSX.Element {
  const { webhook, handlers, limits } = bot;
  const on = (["welcome", "fallback", "failure"] as const).filter((name) => handlers[name]);
  return (
    <div class="bot-panel">
      <section class="part" aria-labelledby="bot-webhook">
        <h2 id="bot-webhook">Webhook</h2>
        <dl class="facts">
          <Fact name="Bot">{bot.name}</Fact>
          <Fact name="URL">
            <code>{webhook.url}</code> <CopyButton text={webhook.url} what="the URL" />
          </Fact>
          <Fact name="Called">{MODES[webhook.invocation]}</Fact>
          <Fact name="Handlers">{on.length === 0 ? "none" : on.join(", ")}</Fact>
          <Fact name="Secured">{webhook.secured ? "Yes: each request is signed" : "No: requests go unsigned"}</Fact>
          <Fact name="Limits">{`${formatMs(limits.timeoutMs)}, ${formatBytes(limits.maxBytes)}`}</Fact>
        </dl>
        <p class="hint">
          This is how the bot is set up in the ConvoKraft console. Here it is read from convokraft.json or, if there is
          no such file, from your bot's code: change it there.
        </p>
      </section>
      {webhook.secured && <Keys bot={bot} />}
      <Actions actions={bot.actions} />
    </div>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: JSX.Element | string | readonly (JSX.Element | string)[];
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
