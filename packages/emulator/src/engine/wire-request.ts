import type { Environment, Todo } from "@ck/protocol";
import type { Dialect } from "../dialect/dialect.js";
import { spellRequest } from "../dialect/spell-request.js";
import { spellParams } from "../dialect/value-form.js";
import type { EmulatedBot } from "../emulated-bot.js";
import type { ConversationState } from "./state.js";
import type { OpenRecord } from "../record.js";

/** A request before it is serialised: the keys of docs/contract.md §1. */
export interface WireRequest {
  readonly todo: Todo;
  readonly environment: Environment;
  readonly [key: string]: unknown;
}

/** What one request says, in addition to what all requests of a chat say. */
export interface RequestParts {
  readonly todo: Todo;
  /** Namespace of the action: for `prompt`, `execute`, `button`. */
  readonly action?: string;
  readonly buttonId?: string;
  readonly params?: OpenRecord;
  readonly userInput?: string;
  readonly previousParam?: string;
  /** The names of the params still to be asked for. */
  readonly paramsToPrompt?: readonly string[];
  readonly cache?: OpenRecord;
  readonly data?: OpenRecord;
}

/**
 * Creates a request as the platform does: the keys in the documented order, without those that the todo does not have
 * (docs/contract.md §1); `user` and `org` are empty, and the page's data is in both places.
 */
export function toWireRequest(bot: EmulatedBot, state: ConversationState, parts: RequestParts): WireRequest {
  const { dialect } = bot;
  const { todo, action, buttonId, params, userInput, previousParam, paramsToPrompt, cache = {}, data } = parts;
  const request: WireRequest = {
    todo,
    bot: named(bot.name, dialect.bot ?? dialect.action),
    ...(action !== undefined && { action: named(action, dialect.action) }),
    ...(buttonId !== undefined && { button_id: buttonId }),
    environment: state.environment,
    ...(params !== undefined && { params: spelled(params, action, bot) }),
    ...(userInput !== undefined && { userInput }),
    ...(previousParam !== undefined && { previousParam: param(previousParam, dialect.previousParam) }),
    // Grade S; its entries have the form of previousParam (grade I).
    ...(paramsToPrompt !== undefined && {
      paramsToPrompt: paramsToPrompt.map((name) => param(name, dialect.paramsToPrompt ?? dialect.previousParam)),
    }),
    user: {},
    org: {},
    broadcast: state.broadcast,
    cache,
    sessionData: {
      medium: "chat",
      client_host: "web",
      client_identifier: state.page,
      client_data: state.clientData,
    },
    clientData: state.clientData,
    ...(data !== undefined && { data }),
  };
  return spellRequest(request, dialect);
}

function named(name: string, form: Dialect["action"]): unknown {
  if (form === "string") return name;
  return form === "object" ? { namespace: name } : { name };
}

function param(name: string, form: Dialect["previousParam"]): unknown {
  return form === "object" ? { name } : name;
}

function spelled(params: OpenRecord, action: string | undefined, { actions, dialect }: EmulatedBot): OpenRecord {
  const definitions = actions.find(({ namespace }) => namespace === action)?.params ?? [];
  return spellParams(params, definitions, dialect.values ?? {});
}
