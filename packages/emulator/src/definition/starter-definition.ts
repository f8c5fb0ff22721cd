import { checkOptions } from "../check-options.js";
import type { EmulatedBotDefinition } from "./definition.js";

/** Options of {@link starterDefinition}. */
export interface StarterOptions {
  /** Default `"leave_bot"`. */
  readonly name?: string | undefined;
  /** The webhook's URL. Default `"http://localhost:3000/convokraft"`. */
  readonly url?: string | undefined;
}

/** The path of the JSON Schema in a project that has this package. */
const SCHEMA = "./node_modules/@ck/emulator/convokraft.schema.json";

/**
 * Creates a definition to start with: an action with params, a button and a follow-up, and one that the platform
 * answers itself.
 *
 * @example
 * ```ts
 * import { starterDefinition, toJson } from "@ck/emulator";
 *
 * console.log(toJson(starterDefinition({ name: "my_bot" })));
 * ```
 */
export function starterDefinition(options: StarterOptions = {}): EmulatedBotDefinition {
  checkOptions(options, { name: true, url: true } satisfies Record<keyof StarterOptions, true>, "starterDefinition");
  const { name, url } = options;
  return {
    $schema: SCHEMA,
    name: name ?? "leave_bot",
    webhook: { url: url ?? "http://localhost:3000/convokraft", invocation: "every-message", secured: true },
    handlers: { welcome: true, fallback: true, failure: false },
    failureMessage: "Something went wrong. Please try again later.",
    actions: [
      {
        namespace: "ApplyLeave",
        sentences: ["apply for leave", "I want to take leave", "book two days off"],
        params: [
          {
            name: "leaveType",
            type: "selection",
            prompt: "Which kind of leave?",
            options: [
              { id: "casual", label: "Casual leave" },
              { id: "sick", label: "Sick leave" },
            ],
          },
          { name: "from", type: "date", prompt: "From which day?" },
          { name: "days", type: "integer", prompt: "How many days?" },
        ],
        buttons: [{ id: "saveDraft", label: "Save as a draft" }],
        followups: [{ text: "When is the office open?", action: "OfficeHours" }],
      },
      {
        namespace: "OfficeHours",
        sentences: ["when is the office open", "office hours"],
        answer: "The office is open from 9 to 17, Monday to Friday.",
      },
    ],
  };
}

/**
 * Formats a definition, or a bot, as the text of a `convokraft.json`.
 *
 * @returns JSON, indented by two blanks, with `$schema` first and a line break at the end
 * @example
 * ```ts
 * import { parseDefinition, starterDefinition, toJson } from "@ck/emulator";
 *
 * console.log(parseDefinition(toJson(starterDefinition())).name); // leave_bot
 * ```
 */
export function toJson(definition: EmulatedBotDefinition): string {
  const { $schema = SCHEMA, ...rest } = definition;
  return `${JSON.stringify({ $schema, ...rest }, undefined, 2)}\n`;
}
