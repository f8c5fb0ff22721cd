import type { DeskEvent } from "../../api/events.js";

/** Reads server-sent events, one line of data each. Ends with the stream. Not `EventSource`: that cannot send the token in a header. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<DeskEvent, void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks)
        if (block.startsWith("data: ")) yield JSON.parse(block.slice("data: ".length)) as DeskEvent;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
