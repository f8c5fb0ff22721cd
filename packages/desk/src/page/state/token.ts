const KEY = "ck-desk-token";

/**
 * The token of this run. It comes behind the `#`, which browsers send to nobody; it is taken out of the address bar, so that it is in no bookmark and
 * on no shared screen, and kept for as long as the tab is, so that the page can be loaded again.
 */
export function takeToken(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(undefined, "", location.pathname);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}
