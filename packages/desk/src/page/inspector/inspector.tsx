import type { JSX } from "preact";
import type { BotView } from "../../api/views.js";
import { usePage } from "../state/context.js";
import { Icon } from "../ui/icon.js";
import { ExchangeDetail } from "./exchange-detail.js";
import { ExchangeList } from "./exchange-list.js";

/** The list of exchanges, and the one that is looked at. Where there is no room for both: one or the other. */
export function Inspector({
  bot,
  chosen,
  narrow,
  onChoose,
}: {
  readonly bot: BotView;
  readonly chosen: string | undefined;
  readonly narrow: boolean;
  readonly onChoose: (id: string | undefined) => void;
}): JSX.Element {
  const { exchanges, remarks } = usePage().state;
  if (exchanges.length === 0)
    return <p class="empty">No request has gone to the webhook yet. Say something in the chat.</p>;
  const list = <ExchangeList exchanges={exchanges} remarks={remarks} chosen={chosen} onChoose={onChoose} />;
  if (narrow && chosen === undefined) return list;
  return (
    <div class="inspector">
      {narrow ? (
        <button type="button" class="quiet back" onClick={() => onChoose(undefined)}>
          <Icon name="back" /> All exchanges
        </button>
      ) : (
        list
      )}
      {chosen !== undefined && <ExchangeDetail id={chosen} bot={bot} onChoose={onChoose} />}
    </div>
  );
}
