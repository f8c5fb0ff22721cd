/** One event of a stream. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** The longest event, in characters. An answer has at most 100,000 bytes. */
const MOST_CHARACTERS = 1_000_000;

/** Cuts the text of an event stream (HTML's `text/event-stream`) into events, however it arrives. Ids and times to wait are not looked at. */
export class EventCutter {
  #rest = "";

  /**
   * Adds the next piece.
   *
   * @returns the events that are complete now
   * @throws {RangeError} an event is too long
   */
  add(piece: string): readonly StreamEvent[] {
    this.#rest += piece;
    const blocks = this.#rest.split(/\r\n\r\n|\n\n|\r\r/);
    this.#rest = blocks.pop() ?? "";
    if (this.#rest.length > MOST_CHARACTERS) throw new RangeError("An event of the stream is too long.");
    return blocks.flatMap(readBlock);
  }
}

function readBlock(block: string): StreamEvent[] {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const [, name, value = ""] = /^([^:]+)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "event") event = value;
    else if (name === "data") data.push(value);
  }
  return data.length > 0 ? [{ event, data: data.join("\n") }] : [];
}
