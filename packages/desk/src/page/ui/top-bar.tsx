import type { JSX } from "preact";
import { useState } from "preact/hooks";
import iconUrl from "../icon.svg";
import type { DeskState } from "../state/desk-state.js";
import { Icon } from "./icon.js";
import { currentTheme, nextTheme, type Theme } from "./theme.js";

const CONNECTION: Readonly<Record<DeskState["connection"], string>> = {
  connecting: "Connecting",
  open: "Connected",
  lost: "Connection lost, trying again",
  refused: "Refused",
};
const ICONS = { system: "system", light: "sun", dark: "moon" } as const satisfies Record<Theme, string>;

/** What stands above all. */
export function TopBar({ state, onHelp }: { readonly state: DeskState; readonly onHelp: () => void }): JSX.Element {
  const [theme, setTheme] = useState(currentTheme);
  return (
    <header class="top-bar">
      <img src={iconUrl} alt="" width={24} height={24} />
      <h1>{state.bot?.name ?? "ck desk"}</h1>
      <p class={`connection ${state.connection}`} role="status">
        <span aria-hidden="true" />
        {CONNECTION[state.connection]}
      </p>
      <div class="tools">
        <button type="button" class="quiet" onClick={() => setTheme(nextTheme())}>
          <Icon name={ICONS[theme]} />
          <span class="unseen">Colours: {theme}. Change them</span>
        </button>
        <button type="button" class="quiet" onClick={onHelp}>
          <Icon name="help" />
          <span class="unseen">Keyboard shortcuts</span>
        </button>
      </div>
    </header>
  );
}
