import type { Context } from "@ck/bot";
import { decodeEmail } from "@ck/protocol";

/**
 * The address of the employee who is talking.
 *
 * The demo trusts the embedding page. That page runs in the visitor's browser, so anyone can claim any address: a real bot must not do
 * this. Its page would hand over a token that the company's own server issued to the logged-in employee, and the bot would check it here.
 */
export function employeeOf({ clientData }: Pick<Context, "clientData">): string {
  const email = decodeEmail(clientData["email"]);
  return email.ok ? email.value.toLowerCase() : "guest@example.com";
}
