import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon.js";
import { Roving } from "./roving.js";

/** One entry of a menu. */
export interface MenuItem {
  readonly label: string;
  /** What it does, in a sentence. */
  readonly description?: string;
  /** One of several that exclude each other, and whether it is the chosen one. */
  readonly checked?: boolean;
  readonly onChoose: () => void;
}

/** A button that opens a list of things to do (WAI-ARIA Authoring Practices, Menu Button). */
export function Menu({
  label,
  icon,
  items,
  hint,
  quiet = false,
  small = false,
  hidesLabel = false,
  above = false,
  stops = true,
}: {
  readonly label: string;
  readonly icon?: IconName;
  readonly items: readonly MenuItem[];
  /** What the menu is for, above its entries. */
  readonly hint?: ComponentChildren;
  readonly quiet?: boolean;
  readonly small?: boolean;
  /** Shows the icon only. */
  readonly hidesLabel?: boolean;
  /** Opens upwards. */
  readonly above?: boolean;
  /** Whether the Tab key goes to the button. Default: yes. */
  readonly stops?: boolean;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    const list = root.current?.querySelector<HTMLElement>(".menu-list");
    if (list) keepOnScreen(list);
    const first =
      list?.querySelector<HTMLElement>('[aria-checked="true"]') ?? list?.querySelector<HTMLElement>("button");
    first?.focus();
    const onPointer = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", onPointer);
    return () => removeEventListener("pointerdown", onPointer);
  }, [open]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div
      ref={root}
      class={above ? "menu above" : "menu"}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      onFocusOut={(event) => {
        if (event.relatedTarget !== null && !root.current?.contains(event.relatedTarget as Node)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class={[quiet && "quiet", small && "small"].filter(Boolean).join(" ")}
        tabIndex={stops ? 0 : -1}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {icon && <Icon name={icon} />}
        <span class={hidesLabel ? "unseen" : undefined}>{label}</span>
        {!hidesLabel && <Icon name="down" />}
      </button>
      <div id={id} class="menu-list" hidden={!open}>
        {open && (
          <>
            {hint !== undefined && <p class="hint">{hint}</p>}
            <Roving role="menu" aria-label={label} items="button" direction="vertical">
              {items.map(({ label: words, description, checked, onChoose }) => (
                <button
                  key={words}
                  type="button"
                  role={checked === undefined ? "menuitem" : "menuitemradio"}
                  {...(checked !== undefined && { "aria-checked": checked })}
                  onClick={() => {
                    close();
                    onChoose();
                  }}
                >
                  <span>{words}</span>
                  {description !== undefined && <span class="hint">{description}</span>}
                </button>
              ))}
            </Roving>
          </>
        )}
      </div>
    </div>
  );
}

/** Moves a list sideways by as much as it would be cut off. */
function keepOnScreen(list: HTMLElement): void {
  const { left, right } = list.getBoundingClientRect();
  const margin = 8;
  const over = Math.max(0, right - (document.documentElement.clientWidth - margin));
  list.style.translate = `${left < margin ? margin - left : -over}px`;
}
