import type { Bot, ParamDeclaration } from "@ck/bot";
import { defineEmulatedBot, type EmulatedBot } from "@ck/emulator";

/**
 * Derives the console's definition from the code: actions, required params and buttons. A declaration does not show the
 * form of its values, so a param is a string, or a selection if it has choices; the bot decodes it in any case.
 *
 * @throws EmulatorError `ERR_DEFINITION`: the console would refuse it, for example the name of a param
 */
export function deriveDefinition(bot: Bot): EmulatedBot {
  return defineEmulatedBot({
    name: "bot",
    // Nothing is sent there.
    webhook: { url: "http://localhost/", secured: false },
    handlers: { welcome: bot.welcome !== undefined, fallback: true, failure: bot.failure !== undefined },
    actions: Object.entries(bot.actions).map(([namespace, { params = {}, buttons = {} }]) => ({
      namespace,
      params: Object.entries(params).flatMap(([name, declaration]) => paramOf(name, declaration)),
      buttons: Object.keys(buttons).slice(0, MOST_BUTTONS),
    })),
  });
}

/** docs/contract.md §4, grade S. */
const MOST_BUTTONS = 3;

function paramOf(name: string, declaration: ParamDeclaration) {
  if ("~standard" in declaration) return [{ name }];
  // The platform would ask for it.
  if (declaration.optional) return [];
  const { ask: prompt, choices, multiple } = declaration;
  const type = multiple === true ? ("multi-selection" as const) : ("selection" as const);
  return [
    {
      name,
      ...(prompt !== undefined && { prompt }),
      ...(choices !== undefined && { type, options: choices }),
    },
  ];
}
