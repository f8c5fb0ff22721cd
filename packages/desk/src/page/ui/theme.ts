const KEY = "ck-desk-theme";
const THEMES = ["system", "light", "dark"] as const;

/** Which colours: those of the system, or what the person chose. */
export type Theme = (typeof THEMES)[number];

export function currentTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? "system";
}

/** Chooses the next one, and returns it. */
export function nextTheme(): Theme {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length] ?? "system";
  localStorage.setItem(KEY, next);
  restoreTheme();
  return next;
}

/** Puts the chosen colours on. */
export function restoreTheme(): void {
  document.documentElement.dataset["theme"] = currentTheme();
}
