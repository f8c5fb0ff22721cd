import type { VisitorIdentity } from "@ck/bot";

/** The address of the employee who is talking: the company's own server vouched for it when the employee logged in. */
export function employeeOf({ visitor }: { readonly visitor: VisitorIdentity }): string {
  return visitor.id.toLowerCase();
}
