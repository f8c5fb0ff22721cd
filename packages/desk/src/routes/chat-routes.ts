import { replayRest, type Chat } from "@ck/emulator/core";
import { Hono } from "hono";
import type { OpenChatAnswer, SaveAnswer, StepBackAnswer, TurnRequest } from "../api/requests.js";
import type { Desk } from "../desk.js";
import { HttpError } from "../http/http-error.js";
import { readOpenChat, readStepBack, readTurn } from "../http/read-input.js";
import { readJson } from "../http/read-json.js";
import type { Recordings } from "../http/recordings.js";
import { viewRerun } from "./view-rerun.js";

/** The visitor's actions. Their effects reach the pages as events; the answer says that the turn is over. */
export function chatRoutes(desk: Desk, recordings: Recordings): Hono {
  const { emulator } = desk;
  const find = (id: string): Chat => {
    const chat = emulator.chat(id);
    return chat ?? missing();
  };
  const routes = new Hono();
  routes.post("/chats", async (context) => {
    const options = readOpenChat(await readJson(context));
    const before = new Set(desk.chats.views().map(({ id }) => id));
    try {
      const { id } = await emulator.openChat(options);
      return context.json<OpenChatAnswer>({ id });
    } catch (error) {
      // The pages know of the chat, but the emulator has dropped it.
      for (const { id } of desk.chats.views()) if (!before.has(id) && !emulator.chat(id)) desk.drop(id);
      throw error;
    }
  });
  routes.post("/chats/:id/turns", async (context) => {
    const chat = find(context.req.param("id"));
    const turn = readTurn(await readJson(context));
    try {
      await takeTurn(chat, turn);
    } finally {
      desk.settle(chat.id);
    }
    return context.json({});
  });
  routes.post("/chats/:id/step-back", async (context) => {
    const chat = desk.chats.chat(context.req.param("id")) ?? missing();
    const { before, again } = readStepBack(await readJson(context));
    const turns = chat.transcript.turns.findIndex(({ messages }) => messages.some(({ id }) => id === before));
    if (turns < 1) throw new HttpError(404, "ERR_NO_MESSAGE", "The chat has no such message, or nothing before it.");
    if (!again) return context.json<StepBackAnswer>({ id: emulator.stepBack(chat, turns).id });
    const rerun = await replayRest(chat, turns, emulator);
    const { id } = rerun.chat;
    desk.settle(id);
    return context.json<StepBackAnswer>({ id, ...viewRerun(chat.transcript, turns, rerun) });
  });
  routes.post("/chats/:id/save", async (context) => {
    const { transcript } = find(context.req.param("id"));
    return context.json<SaveAnswer>({ file: await recordings.saveChat(transcript) });
  });
  return routes;
}

function missing(): never {
  throw new HttpError(404, "ERR_NO_CHAT", "There is no open chat with this id. Open a new one.");
}

async function takeTurn(chat: Chat, { fault, ...input }: TurnRequest): Promise<void> {
  await chat.take(input, { fault });
}
