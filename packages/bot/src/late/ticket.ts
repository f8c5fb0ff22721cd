import { isUnset, type WebhookRequest } from "@ck/protocol";
import { toHex } from "../hex.js";
import { LATE_KEY } from "../answer/late-key.js";

/** How many answers one session can wait for. One more replaces the oldest. */
export const MAX_TICKETS = 8;

/** What a promised answer is the answer to. */
export interface Question {
  /** As the bot declares it. */
  readonly action: string;
  /** Digest of the params, so that one question is not answered with the answer to another. */
  readonly question: string;
}

/** One promised answer. It travels in `broadcast`; although requests are signed, it is treated as forgeable. */
export interface Ticket extends Question {
  /** 192 random bits. */
  readonly token: string;
  /** When the answer has expired, in ms since 1970. A job's life is not bounded by it. */
  readonly until: number;
  /** Set if the request named a `user.id`: the ticket is good for that user alone. */
  readonly user?: true;
  /** Set for a durable action: a job will answer, and {@link jobIdOf} says which. */
  readonly job?: true;
}

const TOKEN_BYTES = 24;
const QUESTION_BYTES = 16;
const encoder = new TextEncoder();

export function newToken(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
}

/** Makes a ticket for the answer to a request. */
export function makeTicket(
  question: Question,
  request: WebhookRequest,
  parts: { readonly token: string; readonly until: number; readonly job?: true },
): Ticket {
  return { ...question, ...parts, ...(userOf(request) !== undefined && { user: true }) };
}

/** The request's tickets, without malformed or expired ones and those of unknown actions. */
export function readTickets(
  broadcast: Readonly<Record<string, unknown>>,
  isAction: (name: string) => boolean,
): readonly Ticket[] {
  const came = broadcast[LATE_KEY];
  if (!Array.isArray(came)) return [];
  const now = Date.now();
  const tickets = came.slice(-MAX_TICKETS).flatMap((value: unknown): Ticket[] => {
    const { action, question, token, until, user, job } = Object(value) as Partial<Record<keyof Ticket, unknown>>;
    const isTicket =
      typeof action === "string" &&
      isAction(action) &&
      isHex(question, QUESTION_BYTES) &&
      isHex(token, TOKEN_BYTES) &&
      typeof until === "number" &&
      (job === true || until > now);
    if (!isTicket) return [];
    return [{ action, question, token, until, ...(user === true && { user }), ...(job === true && { job }) }];
  });
  return tickets.filter(({ token }, index) => tickets.findIndex((ticket) => ticket.token === token) === index);
}

/** Adds a ticket, which replaces one for the same question. */
export function withTicket(tickets: readonly Ticket[], ticket: Ticket): readonly Ticket[] {
  const others = tickets.filter(({ action, question }) => action !== ticket.action || question !== ticket.question);
  return [...others, ticket].slice(-MAX_TICKETS);
}

/** Identifies a question to an action: a digest of its params in any order, without unset ones. */
export async function questionOf({ params }: WebhookRequest): Promise<string> {
  const set = Object.entries(params).filter(([, value]) => !isUnset(value));
  return toHex(await digest(JSON.stringify(Object.fromEntries(set), sortKeys), QUESTION_BYTES));
}

/**
 * The store key of an answer. Bot, environment, question and user are part of it, so a ticket copied elsewhere finds
 * nothing, and the keys of the store reveal no token.
 */
export async function keyOf(
  { action, question, token, user }: Ticket,
  request: WebhookRequest,
  keyId: string | undefined,
): Promise<string> {
  const { bot, environment } = request;
  // Usually the platform does not name the bot (docs/contract.md §1); its signing key identifies it then.
  const owner = bot === undefined ? ["key", keyId] : ["bot", bot.namespace];
  const parts = [owner, environment, action, question, token, ...(user === true ? [["user", userOf(request)]] : [])];
  return `late:${toHex(await digest(JSON.stringify(parts), 32))}`;
}

/** The id of the job whose answer is kept under a key. Bound to all that the key is bound to. */
export async function jobIdOf(key: string): Promise<string> {
  return `job-${toHex(await digest(`job of ${key}`, TOKEN_BYTES))}`;
}

/** Who the platform says the visitor is. */
function userOf({ user }: WebhookRequest): string | undefined {
  const { id } = user;
  return (typeof id === "string" && id !== "") || typeof id === "number" ? String(id) : undefined;
}

/** The first `bytes` bytes of a text's SHA-256. */
export async function digest(text: string, bytes: number): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))).subarray(0, bytes);
}

function isHex(value: unknown, bytes: number): value is string {
  return typeof value === "string" && value.length === 2 * bytes && /^[0-9a-f]+$/.test(value);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
