/**
 * The environment variable that has the public key of one of several bots: `CK_PUBLIC_KEY_HELP_DESK` for `help-desk`. Two bots at one URL cannot have the
 * same: their names differ in more than case and punctuation.
 */
export function keyVariable(bot: string): string {
  return `CK_PUBLIC_KEY_${bot.replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, "_").toUpperCase()}`;
}
