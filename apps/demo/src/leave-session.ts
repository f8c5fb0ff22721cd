import { createFactory, type Action, type Factory, type NeedsVisitor, type ParamDeclarations } from "@ck/bot";
import { arabic, english, german, hindi, japanese, spanish, type Texts } from "@ck/bot/texts";
import { z } from "zod";

/** A draft as the action's params have it, so that a suggestion can set them. */
export interface DraftParams {
  readonly leave_type: "110" | "111" | "112";
  readonly from: string;
  readonly days: number;
}

/** What the bot keeps for a chat. The drafts themselves are in the database: this is the one that the visitor may want now. */
export interface LeaveSession {
  draft?: DraftParams | undefined;
}

const schema: z.ZodType<LeaveSession> = z.object({
  draft: z
    .object({
      leave_type: z.enum(["110", "111", "112"]),
      from: z.iso.date(),
      days: z.int().min(1).max(30),
    })
    .optional(),
});

const TABLES: Readonly<Record<string, Texts>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  hi: hindi,
  ja: japanese,
};

/** `action` and `createBot` with the session, and with the kit's texts in the language that the page says: `navigator.language`. */
export const leaveBot: Factory<{ session: LeaveSession }> = createFactory({
  session: schema,
  texts: ({ clientData: { language } }) =>
    (typeof language === "string" ? TABLES[language.slice(0, 2).toLowerCase()] : undefined) ?? english,
});

/** An action for employees alone: the company's page has to say who is talking. */
export type EmployeeAction<P extends ParamDeclarations = ParamDeclarations> = Action<
  P,
  { session: LeaveSession } & NeedsVisitor<"required">
>;

/** An action that uses the session. */
export type LeaveAction<P extends ParamDeclarations = ParamDeclarations> = Action<P, { session: LeaveSession }>;
