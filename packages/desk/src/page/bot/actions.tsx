import type { EmulatedAction } from "@ck/emulator";
import type { JSX } from "preact";

/** The actions of the bot, with what starts them and what they ask. */
export function Actions({ actions }: { readonly actions: readonly EmulatedAction[] }): JSX.Element {
  return (
    <section class="part" aria-labelledby="bot-actions">
      <h2 id="bot-actions">Actions</h2>
      {actions.length === 0 && <p class="hint">The bot has none yet.</p>}
      <ul class="actions">
        {actions.map(({ namespace, sentences, params, buttons, answer }) => (
          <li key={namespace}>
            <h3>{namespace}</h3>
            <p class="sentences">{sentences.map((sentence) => `“${sentence}”`).join(", ")}</p>
            {params.length > 0 && (
              <ul class="params" aria-label={`Params of ${namespace}`}>
                {params.map(({ name, type }) => (
                  <li key={name}>
                    <code>{name}</code> <span>{type}</span>
                  </li>
                ))}
              </ul>
            )}
            {buttons.length > 0 && <p class="hint">Buttons: {buttons.map(({ label }) => label).join(", ")}</p>}
            {answer !== undefined && <p class="hint">Answered by ConvoKraft itself, without your server.</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
