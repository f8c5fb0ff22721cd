import type { Recordings } from "@ck-desk/http/recordings.js";

/** Saves exchanges and chats as the browser saves a download. `ck` reads the files. */
export function saveAsDownload(): Recordings {
  return {
    saveExchange: (exchange) =>
      Promise.resolve(save(exchange.todo, exchange.id, { kind: "exchange", version: 1, exchange })),
    saveChat: (transcript) =>
      Promise.resolve(save("chat", transcript.chatId, { kind: "transcript", version: 1, transcript })),
  };
}

function save(what: string, id: string, recording: object): string {
  const file = `${what}-${id.slice(0, 8)}.json`;
  const blob = new Blob([JSON.stringify(recording, undefined, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
  return file;
}
