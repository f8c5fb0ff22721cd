/**
 * The schemes that a link may have.
 *
 * @example
 * ```ts
 * import type { LinkScheme } from "@ck/markup";
 *
 * const scheme: LinkScheme = "mailto";
 * ```
 */
export type LinkScheme = "http" | "https" | "mailto" | "tel";

/** All of them; options can only narrow it. */
export const LINK_SCHEMES: readonly LinkScheme[] = ["http", "https", "mailto", "tel"];

// Format characters are invisible or reorder what is shown; a backslash is a slash to browsers and not to people.
const deceptive = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\\]/u;

/**
 * Whether an address may be linked to: it names one of the schemes in so many letters, for the web a host, and holds
 * nothing that makes it another address than the one that people read.
 */
export function isAllowedUrl(url: string, schemes: readonly LinkScheme[]): boolean {
  const scheme = /^([a-z]{3,6}):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || !schemes.some((allowed) => allowed === scheme) || deceptive.test(url)) return false;
  const rest = url.slice(scheme.length + 1);
  if (!scheme.startsWith("http")) return rest !== "";
  const authority = /^\/\/([^/?#]+)/.exec(rest)?.[1];
  // A user's name before the host is there to be taken for the host: https://bank.example@evil.example
  return authority !== undefined && !authority.includes("@");
}
