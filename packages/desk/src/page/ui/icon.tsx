import type { JSX } from "preact";

const PATHS = {
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4",
  plus: "M12 5v14M5 12h14",
  copy: "M9 9h10v11H9zM5 15V4h10",
  check: "m5 12.5 4.5 4.5L19 7.5",
  warning: "M12 4 2.5 20h19L12 4Zm0 6v4.5m0 2.5v.5",
  again: "M20 11a8 8 0 1 0-2.3 6.3M20 4v7h-7",
  edit: "M4 20h4L19 9l-4-4L4 16v4Zm9-13 4 4",
  save: "M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 19.5h16",
  back: "M15 5l-7 7 7 7",
  down: "m6 9.5 6 6 6-6",
  filter: "M4 6h16M7 12h10m-7 6h4",
  more: "M5 11.5a.6.6 0 1 0 0 1 .6.6 0 1 0 0-1Zm7 0a.6.6 0 1 0 0 1 .6.6 0 1 0 0-1Zm7 0a.6.6 0 1 0 0 1 .6.6 0 1 0 0-1Z",
  undo: "M9 6 4.5 10.5 9 15M5 10.5h9a5.5 5.5 0 0 1 0 11h-3",
  star: "m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9L12 16.9l-5.2 2.8 1-5.9L3.5 9.7l5.9-.8L12 3.5Z",
  trash: "M5 7h14M10 7V4.5h4V7m-7.5 0 .8 12.5h9.4L17.5 7",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6l1-7Z",
  link: "M9 12h6m-4-4H8a4 4 0 1 0 0 8h3m2-8h3a4 4 0 1 1 0 8h-3",
  close: "M6 6l12 12M18 6 6 18",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4m0-12.8L17 7M7 17l-1.4 1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  system: "M3 5h18v11H3zM9 20h6m-3-4v4",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.6 9.6a2.4 2.4 0 1 1 3.5 2.1c-.7.4-1.1.9-1.1 1.8m0 2.8v.1",
  key: "M15.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10Zm-3.6 8.6L4 20v0h3.5v-2.5H10V15l1.9-2.9M16 8h.01",
  sliders: "M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4M9 15v4",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words; a screen reader passes over it. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
