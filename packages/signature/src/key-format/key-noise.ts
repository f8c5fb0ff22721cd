/** Pairs of quotes: straight ones, and what word processors and chats make of them. */
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "“": "”",
  "”": "”",
  "„": "“",
  "‘": "’",
  "’": "’",
  "‚": "‘",
  "«": "»",
  "»": "«",
};

/**
 * Removes what surrounds a key in settings files, chats and URLs: the name of a variable, quotes, escaped line breaks, JSON around the
 * key, percent-encoding, a byte order mark.
 */
export function withoutNoise(raw: string): string {
  // Invisible characters are copied from web pages along with a key.
  let text = raw.replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, "").trim();
  text = fromJson(text) ?? text;
  text = text
    .replace(
      /^(?:export\s+)?[A-Za-z_][A-Za-z0-9_.-]{0,63}\s?[=:]\s?(?=["'`“”„‘’‚«»]|-----BEGIN|M[A-Za-z0-9+/_-]{20})/,
      "",
    )
    .trim();
  text = text.replace(/[,;]$/, "");
  const closing = QUOTES[text.charAt(0)];
  if (closing !== undefined && text.length > 1 && text.endsWith(closing)) text = text.slice(1, -1).trim();
  text = fromJson(text) ?? text;
  return withPlainDashes(fromPercent(text))
    .replaceAll(/\\+[nrt]/g, "\n")
    .replaceAll(/\\+\//g, "/")
    .trim();
}

/** The key in JSON such as `{"publicKey":"…"}`, if exactly one of its texts looks like one. */
function fromJson(text: string): string | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    const keys: string[] = [];
    // A reviver is called for each member, and needs no walk of ours.
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === "string" && /-----BEGIN |^\s*M.{200,}$/s.test(value)) keys.push(value);
      return undefined;
    });
    return keys.length === 1 ? keys[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Decodes a key that was taken from a URL or a form; nothing else in a key contains a percent sign. */
function fromPercent(text: string): string {
  if (!/%[0-9A-Fa-f]{2}/.test(text)) return text;
  // A form writes blanks as plus signs, and then the plus signs of Base64 as %2B.
  const spaced = text.includes("BEGIN+") ? text.replaceAll("+", " ") : text;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return text;
  }
}

/** Word processors join the dashes around BEGIN and END to longer ones. */
function withPlainDashes(text: string): string {
  if (!/[\u2010-\u2015\u2212]/.test(text)) return text;
  return text.replaceAll(
    /[-\u2010-\u2015\u2212]{1,5} ?(BEGIN|END) ([A-Z ]{1,40}?) ?[-\u2010-\u2015\u2212]{1,5}/g,
    "-----$1 $2-----",
  );
}
