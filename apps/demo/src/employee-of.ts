import type { Context } from "@ck/bot";
import { decodeEmail } from "@ck/protocol";

/**
 * The address of the employee who is talking.
 *
 * The demo takes the word of the page around the chat window for it. That page runs in the visitor's browser, so anybody can claim any address: a real
 * bot must not do this. Its page hands over a token that the company's own server made out for the employee who is logged in, and the bot checks
 * that token here.
 */
export function employeeOf({ clientData }: Pick<Context, "clientData">): string {
  const email = decodeEmail(clientData["email"]);
  return email.ok ? email.value.toLowerCase() : "guest@example.com";
}
