import { type Chat, saveTranscript } from "@ck/emulator";
import type { SaveAnswer, TurnRequest } from "../api/requests.js";
import type { Desk } from "../desk.js";
import { readOpenChat, readTurn } from "../http/read-input.js";
import { readJson } from "../http/read-json.js";
import { HttpError } from "../http/http-error.js";
import type { Route } from "../http/router.js";
import type { Recordings } from "../recordings.js";

/** The visitor's actions. Their effects reach the pages as events; the answer says that the turn is over. */
export function chatRoutes(desk: Desk, recordings: Recordings): readonly Route[] {
  const { emulator } = desk;
  const find = (id: string | undefined): Chat => {
    const chat = emulator.chat(id ?? "");
    if (chat !== undefined) return chat;
    throw new HttpError(404, "ERR_NO_CHAT", "There is no open chat with this id. Open a new one.");
  };

  return [
    {
      method: "POST",
      pattern: "/api/chats",
      async handle({ request }) {
        const options = readOpenChat(await readJson(request));
        const before = new Set(desk.chats.views().map(({ id }) => id));
        try {
          const { id } = await emulator.openChat(options);
          return { id };
        } catch (error) {
          // The pages know of the chat, but the emulator has dropped it.
          for (const { id } of desk.chats.views()) if (!before.has(id) && !emulator.chat(id)) desk.drop(id);
          throw error;
        }
      },
    },
    {
      method: "POST",
      pattern: "/api/chats/:id/turns",
      async handle({ request, params }) {
        const chat = find(params["id"]);
        const turn = readTurn(await readJson(request));
        try {
          await takeTurn(chat, turn);
        } finally {
          desk.settle(chat.id);
        }
        return {};
      },
    },
    {
      method: "POST",
      pattern: "/api/chats/:id/save",
      async handle({ params }): Promise<SaveAnswer> {
        const { transcript } = find(params["id"]);
        return { file: await recordings.save("chat", transcript.chatId, (file) => saveTranscript(file, transcript)) };
      },
    },
  ];
}

async function takeTurn(chat: Chat, { fault, ...input }: TurnRequest): Promise<void> {
  await chat.take(input, { fault });
}
