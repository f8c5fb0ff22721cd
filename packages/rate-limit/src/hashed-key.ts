const encoder = new TextEncoder();

/** Makes the keys that a limiter counts under: of 128 bits, and without anything personal in them. */
export function createKeyHash(secret: string | undefined): (parts: readonly string[]) => Promise<string> {
  let key: ReturnType<typeof importKey> | undefined;
  return async (parts) => {
    const text = encoder.encode(JSON.stringify(parts));
    const digest =
      secret === undefined
        ? await crypto.subtle.digest("SHA-256", text)
        : await crypto.subtle.sign("HMAC", await (key ??= importKey(secret)), text);
    return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
}

function importKey(secret: string): ReturnType<typeof crypto.subtle.importKey> {
  return crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}
