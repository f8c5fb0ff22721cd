/** The schemes that links may have. */
export type LinkScheme = "http" | "https" | "mailto" | "tel";

/** All link schemes; options can only narrow the list. */
export const LINK_SCHEMES: readonly LinkScheme[] = ["http", "https", "mailto", "tel"];

// Format characters are invisible or reorder the text; a backslash is a slash to browsers, but not to people.
const deceptive = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\\]/u;

/**
 * Whether an address may be a link: it names one of the schemes, for the web also a host, and holds nothing that makes it
 * differ from the address that people read.
 */
export function isAllowedUrl(url: string, schemes: readonly LinkScheme[]): boolean {
  const scheme = /^([a-z]{3,6}):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || !schemes.some((allowed) => allowed === scheme) || deceptive.test(url)) return false;
  const rest = url.slice(scheme.length + 1);
  if (!scheme.startsWith("http")) return rest !== "";
  const authority = /^\/\/([^/?#]+)/.exec(rest)?.[1];
  // A user name before the host is meant to be mistaken for the host: https://bank.example@evil.example
  return authority !== undefined && !authority.includes("@");
}
