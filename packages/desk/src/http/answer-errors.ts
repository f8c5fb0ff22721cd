import { isEmulatorError } from "@ck/emulator/core";
import type { Hono } from "hono";
import type { ErrorAnswer } from "../api/requests.js";
import { HttpError } from "./http-error.js";

/**
 * Lets an app answer each error, and each path that it does not have, as JSON.
 *
 * @param onError - called with errors of the desk itself
 */
export function answerErrors(app: Hono, onError: (error: unknown) => void): void {
  app.onError((error, context) => {
    const { status, code, message } = toHttpError(error);
    if (status === 500) onError(error);
    const body: ErrorAnswer = { error: { code, message } };
    return context.json(body, status);
  });
  app.notFound((context) => {
    const body: ErrorAnswer = { error: { code: "ERR_NOT_FOUND", message: "There is nothing at this path." } };
    return context.json(body, 404);
  });
}

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (isEmulatorError(error)) return new HttpError(statusOf(error.code), error.code, error.message);
  return new HttpError(500, "ERR_DESK", "The desk failed. Its terminal shows why.");
}

function statusOf(code: string): 400 | 409 {
  switch (code) {
    case "ERR_INVALID_OPTION":
    case "ERR_RECORDING":
      return 400;
    default:
      // The state of the chat or of the vault does not allow it.
      return 409;
  }
}
