import { isUnset, type WebhookRequest } from "@ck/protocol";
import { toHex } from "../hex.js";
import { LATE_KEY } from "../answer/late-key.js";
import type { Visit } from "../visit.js";
import type { LateTodo } from "./late-answer.js";

/** How many answers one session can wait for. One more replaces the oldest. */
export const MAX_TICKETS = 8;

/** What a promised answer is the answer to. */
export interface Question {
  /** Absent: `execute`. */
  readonly todo?: Exclude<LateTodo, "execute">;
  /** As the bot declares it; absent for free text, and for a button of an action that the bot does not have. */
  readonly action?: string;
  /** A digest, so that one question is not answered with the answer to another. */
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
  /** Set if the request named a `sessionData.id`: the ticket is good for that session alone, even if it is copied to another. */
  readonly session?: true;
  /** Set if the site vouched for a visitor: the ticket is good for that visitor alone, whoever else uses the session. */
  readonly visitor?: true;
  /** Set for a durable handler: a job will answer, and {@link jobIdOf} says which. */
  readonly job?: true;
}

const TOKEN_BYTES = 24;
const QUESTION_BYTES = 16;
const BOND_BYTES = 32;
const encoder = new TextEncoder();

export function newToken(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
}

/** Who brought a request, besides what it says itself. */
export interface Bearer {
  /** The key that signed it. */
  readonly keyId: string | undefined;
  /** The visitor whom the site vouched for. */
  readonly visitorId: string | undefined;
}

export function bearerOf({ signer, identified }: Pick<Visit, "signer" | "identified">): Bearer {
  return { keyId: signer?.keyId, visitorId: identified?.visitor?.id };
}

/** Makes a ticket for the answer to a request. */
export async function makeTicket(
  { todo, action }: { readonly todo: LateTodo; readonly action: string | undefined },
  request: WebhookRequest,
  { visitorId }: Bearer,
  parts: { readonly token: string; readonly until: number; readonly job?: true },
): Promise<Ticket> {
  return {
    ...(todo !== "execute" && { todo }),
    ...(action !== undefined && { action }),
    question: await questionOf(request, parts.token),
    ...parts,
    ...(userOf(request) !== undefined && { user: true }),
    ...(sessionOf(request) !== undefined && { session: true }),
    ...(visitorId !== undefined && { visitor: true }),
  };
}

/** The request's tickets, without malformed ones and those of unknown actions. */
export function readTickets(
  broadcast: Readonly<Record<string, unknown>>,
  isAction: (name: string) => boolean,
): readonly Ticket[] {
  const came = broadcast[LATE_KEY];
  if (!Array.isArray(came)) return [];
  const tickets = came.slice(-MAX_TICKETS).flatMap((value: unknown): Ticket[] => {
    const read = Object(value) as Partial<Record<keyof Ticket, unknown>>;
    const { todo, question, token, until, user, session, visitor, job } = read;
    const action = typeof read.action === "string" && isAction(read.action) ? read.action : undefined;
    const isTicket =
      (todo === undefined || todo === "prompt" || todo === "button" || todo === "fallback") &&
      (action === undefined ? read.action === undefined && MAY_LACK_ACTION.includes(todo) : todo !== "fallback") &&
      isHex(question, QUESTION_BYTES) &&
      isHex(token, TOKEN_BYTES) &&
      typeof until === "number";
    if (!isTicket) return [];
    return [
      {
        ...(todo !== undefined && { todo }),
        ...(action !== undefined && { action }),
        question,
        token,
        until,
        ...(user === true && { user }),
        ...(session === true && { session }),
        ...(visitor === true && { visitor }),
        ...(job === true && { job }),
      },
    ];
  });
  return tickets.filter(({ token }, index) => tickets.findIndex((ticket) => ticket.token === token) === index);
}

const MAY_LACK_ACTION: readonly unknown[] = ["button", "fallback"] satisfies Ticket["todo"][];

/** Whether two tickets are for the same question. */
function isSameQuestion(one: Question, other: Question): boolean {
  return one.todo === other.todo && one.action === other.action && one.question === other.question;
}

/**
 * Adds a ticket, which replaces one for the same question. If there are too many, the one goes that is not worth anything, or else the oldest that can be
 * asked for again. Free text cannot, and its answer would be lost: `undefined` if there is no other.
 *
 * @param worthless - a ticket that the store knows nothing of
 */
export function withTicket(
  tickets: readonly Ticket[],
  ticket: Ticket,
  worthless?: Ticket,
): readonly Ticket[] | undefined {
  const others = tickets.filter((each) => !isSameQuestion(each, ticket));
  if (others.length < MAX_TICKETS) return [...others, ticket];
  const goes = worthless ?? others.find(({ todo }) => todo !== "fallback");
  return goes && [...others.filter((each) => each !== goes), ticket];
}

/**
 * Identifies a question: a digest of all that its handler depends on. For `execute`, that is the params in any order, without unset ones. Free text is a
 * question of its own each time, whatever its wording; the token stands for the turn.
 */
export async function questionOf(request: WebhookRequest, token: string): Promise<string> {
  return toHex(await digest(JSON.stringify(identityOf(request, token), sortKeys), QUESTION_BYTES));
}

function identityOf(request: WebhookRequest, token: string): unknown {
  const params = Object.fromEntries(Object.entries(request.params).filter(([, value]) => !isUnset(value)));
  switch (request.todo) {
    case "prompt":
      return [params, request.previousParam?.name, request.userInput];
    case "button":
      return [params, request.button_id, request.data];
    case "fallback":
      return token;
    default:
      return params;
  }
}

/**
 * The store key of an answer. Bot, environment, question, user, session and visitor are part of it, so a ticket copied elsewhere finds
 * nothing, and the keys of the store reveal no token.
 */
export async function keyOf(ticket: Ticket, request: WebhookRequest, bearer: Bearer): Promise<string> {
  return keyFrom(ticket, await bondOf(ticket, request, bearer));
}

/** A digest of what a ticket is bound to: all that its key is made of, but for the token and whose answer it is. */
export async function bondOf(
  { question, user, session, visitor }: Ticket,
  request: WebhookRequest,
  { keyId, visitorId }: Bearer,
): Promise<string> {
  const { bot, environment } = request;
  // Usually the platform does not name the bot (docs/contract.md §1); its signing key identifies it then.
  const owner = bot === undefined ? ["key", keyId] : ["bot", bot.namespace];
  const parts = [
    owner,
    environment,
    question,
    ...(user === true ? [["user", userOf(request)]] : []),
    ...(session === true ? [["session", sessionOf(request)]] : []),
    ...(visitor === true ? [["visitor", visitorId]] : []),
  ];
  return toHex(await digest(JSON.stringify(parts), BOND_BYTES));
}

/** The store key of an answer, from what its ticket is bound to. */
export async function keyFrom(
  { todo, action, token }: Pick<Ticket, "todo" | "action" | "token">,
  bond: string,
): Promise<string> {
  return `late:${toHex(await digest(JSON.stringify([bond, [todo, action], token]), 32))}`;
}

/** The id of the job whose answer is kept under a key. Bound to all that the key is bound to. */
export async function jobIdOf(key: string): Promise<string> {
  return `job-${toHex(await digest(`job of ${key}`, TOKEN_BYTES))}`;
}

/** Who the platform says the visitor is. */
function userOf({ user }: WebhookRequest): string | undefined {
  return idOf(user["id"]);
}

/** Which session the platform says it is: unique, where it is there (docs/contract.md §1, grades D and S). */
function sessionOf({ sessionData }: WebhookRequest): string | undefined {
  return idOf(sessionData["id"]);
}

function idOf(id: unknown): string | undefined {
  return (typeof id === "string" && id !== "") || typeof id === "number" ? String(id) : undefined;
}

/** The first `bytes` bytes of a text's SHA-256. */
export async function digest(text: string, bytes: number): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))).subarray(0, bytes);
}

/** Whether a value is a token. */
export function isToken(value: unknown): value is string {
  return isHex(value, TOKEN_BYTES);
}

/** Whether a value has the form of what {@link bondOf} returns. */
export function isBond(value: unknown): value is string {
  return isHex(value, BOND_BYTES);
}

function isHex(value: unknown, bytes: number): value is string {
  return typeof value === "string" && value.length === 2 * bytes && /^[0-9a-f]+$/.test(value);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
