/** Opens an address in the person's browser. Whoever has none here has the address. */
export async function openBrowser(url: string): Promise<void> {
  const { default: open } = await import("open");
  const opened = await open(url).catch(() => undefined);
  opened?.on("error", () => undefined);
}
