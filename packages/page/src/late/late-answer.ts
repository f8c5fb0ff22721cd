/** An answer that arrived after its reply. */
export interface LateAnswer {
  readonly message: string;
  /** The answer's cards, which a transcript has no place for. */
  readonly card?: readonly { readonly type: string; readonly [key: string]: unknown }[];
  /** The answer's chips, which a transcript has no place for either. */
  readonly followup?: Readonly<Record<string, unknown>>;
}

/** What the server says of one ticket. */
export type TicketEvent =
  | { readonly ticket: string; readonly answer: LateAnswer }
  /** There is nothing to wait for. */
  | { readonly ticket: string; readonly answer?: undefined };

/** Reads an event of the stream; `undefined` for one that is not known. */
export function readTicketEvent(event: string, data: string): TicketEvent | undefined {
  let read: Readonly<Record<string, unknown>>;
  try {
    read = Object(JSON.parse(data)) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  const { ticket, ...answer } = read;
  if (typeof ticket !== "string") return undefined;
  if (event === "gone") return { ticket };
  if (event !== "answer" || typeof answer["message"] !== "string") return undefined;
  return { ticket, answer: answer as unknown as LateAnswer };
}
