import type { WebhookRequest } from "@ck/protocol";
import type { AnyAction, Bot } from "../bot.js";
import type { FoundAction } from "../answer/describe-request.js";
import type { LateTodo } from "./late-answer.js";

/** A handler that may be late. */
export interface MayBeLate {
  readonly todo: LateTodo;
  /** The action, as the bot declares it. */
  readonly action: string | undefined;
  /** Whether a worker runs it. */
  readonly isDurable: boolean;
}

/** The handler of a request, if it may be late: a greeting or a failure message cannot wait. */
export function mayBeLate(bot: Bot, request: WebhookRequest, found: FoundAction): MayBeLate | undefined {
  const { todo } = request;
  switch (todo) {
    case "execute":
    case "prompt":
      return found && { todo, action: found.name, isDurable: isDurable(found.action, todo) };
    case "button": {
      const isOwn = found !== undefined && Object.hasOwn(found.action.buttons ?? {}, request.button_id);
      return { todo, action: found?.name, isDurable: isDurable(isOwn ? found.action : bot, todo) };
    }
    case "fallback":
      return { todo, action: undefined, isDurable: isDurable(bot, todo) };
    default:
      return undefined;
  }
}

/** What goes through the queue, by the name that an author knows it by; `undefined` if nothing does. */
export function findDurable(bot: Bot): string | undefined {
  const name = Object.keys(bot.actions).find((each) => TODOS.some((todo) => isDurable(bot.actions[each] ?? {}, todo)));
  if (name !== undefined) return `actions.${name}`;
  return TODOS.find((todo) => isDurable(bot, todo));
}

const TODOS: readonly LateTodo[] = ["execute", "prompt", "button", "fallback"];

function isDurable({ durable = false }: Pick<AnyAction | Bot, "durable">, todo: LateTodo): boolean {
  if (typeof durable === "boolean") return durable && todo === "execute";
  return (durable as readonly LateTodo[]).includes(todo);
}
