import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const STEPS: Readonly<Record<"vertical" | "horizontal", Readonly<Record<string, 1 | -1>>>> = {
  vertical: { ArrowDown: 1, ArrowUp: -1 },
  horizontal: { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 },
};

/**
 * One tab stop for a list of controls; the arrow keys, Home and End go from one to the next (WAI-ARIA Authoring Practices,
 * roving tabindex). If the control with the focus is removed or switched off, the focus goes to its neighbour.
 */
export function Roving({
  as: Tag = "div",
  items,
  direction,
  active = true,
  onMove,
  children,
  ...rest
}: {
  readonly as?: "div" | "ol" | "ul";
  /** The selector of the controls. */
  readonly items: string;
  readonly direction: "vertical" | "horizontal";
  /** `false`: no tab stop, until the focus comes in some other way. */
  readonly active?: boolean;
  /** Called with the control that an arrow key went to. */
  readonly onMove?: (control: HTMLElement) => void;
  readonly children: ComponentChildren;
} & { readonly class?: string; readonly role?: "group" | "menu"; readonly "aria-label"?: string }): JSX.Element {
  const root = useRef<HTMLElement>(null);
  /** Where the focus is, or was until its control went away. */
  const focused = useRef(-1);
  /** The control that had the focus last. */
  const visited = useRef<HTMLElement>(undefined);
  const controls = (): HTMLElement[] =>
    [...(root.current?.querySelectorAll<HTMLElement>(items) ?? [])].filter(isUsable);

  useLayoutEffect(() => {
    const all = controls();
    const { activeElement } = document;
    const isLost = focused.current !== -1 && (activeElement === null || activeElement === document.body);
    if (isLost) all[Math.min(focused.current, all.length - 1)]?.focus();
    const inside = all.find((each) => each === document.activeElement);
    if (inside === undefined) focused.current = -1;
    const main = all.find((each) => each.matches(".primary"));
    const stop = inside ?? main ?? all.find((each) => each === visited.current) ?? preferred(all);
    place(root.current, items, active || inside ? stop : undefined);
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const all = controls();
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (at === -1) return;
    const mirrored = direction === "horizontal" && getComputedStyle(all[at] as HTMLElement).direction === "rtl";
    const step = STEPS[direction][event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : step && at + (mirrored ? -step : step);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = all[direction === "horizontal" ? (to + all.length) % all.length : to];
    if (next === undefined) return;
    next.focus();
    onMove?.(next);
  };
  const onFocusIn = (event: FocusEvent): void => {
    const all = controls();
    focused.current = all.indexOf(event.target as HTMLElement);
    if (focused.current === -1) return;
    visited.current = all[focused.current];
    place(root.current, items, visited.current);
  };
  const onFocusOut = (event: FocusEvent): void => {
    // Without a new place the control may just have gone away.
    if (event.relatedTarget !== null) focused.current = -1;
  };
  const Any = Tag as "div";
  return (
    <Any {...rest} ref={root as never} onKeyDown={onKeyDown} onFocusIn={onFocusIn} onFocusOut={onFocusOut}>
      {children}
    </Any>
  );
}

function isUsable(control: HTMLElement): boolean {
  return !(control as HTMLButtonElement).disabled;
}

/** The chosen one, or the first. */
function preferred(all: readonly HTMLElement[]): HTMLElement | undefined {
  return (
    all.find((each) => each.matches('[aria-current="true"], [aria-pressed="true"], [aria-checked="true"]')) ?? all[0]
  );
}

function place(root: HTMLElement | null, items: string, stop: HTMLElement | undefined): void {
  for (const each of root?.querySelectorAll<HTMLElement>(items) ?? []) each.tabIndex = each === stop ? 0 : -1;
}
