/** Compile-only: `tsc` is the test. What hooks add reaches the handlers, and an action fits only a bot that adds what it needs. */
import { converse } from "../../testing/src/index.js";
import {
  action,
  button,
  createBot,
  createFactory,
  hook,
  integer,
  suggestAction,
  text,
  type Action,
  type Bot,
  type BotDefinition,
  type Context,
  type ExecuteAnswer,
  type ExecuteContext,
  type Hook,
  type InferParams,
  type Next,
  type Nothing,
} from "../src/index.js";

interface Tenant {
  readonly name: string;
}

const tenant = hook<{ tenant: Tenant }>((_context, next) => next({ tenant: { name: "acme" } }));
const rights = hook<{ mayBook: boolean }, { tenant: Tenant }>((context, next) =>
  next({ mayBook: context.tenant.name === "acme" }),
);
const log: Hook = async (context, next) => {
  const answer = await next();
  console.log(context.requestId);
  return answer;
};

// --- A hook ---

// @ts-expect-error -- what is declared has to be added
hook<{ tenant: Tenant }>((_context, next) => next());
// @ts-expect-error -- and nothing else
hook<{ tenant: Tenant }>((_context, next) => next({ tenant: { name: "acme" }, other: 1 }));
// @ts-expect-error -- a hook without a declaration adds nothing
hook((_context, next) => next({ tenant: { name: "acme" } }));
// @ts-expect-error -- a number is no answer
hook(() => 5);
hook<{ language?: string }>((_context, next) => next());
hook((context) => (context.user["name"] === undefined ? "Please sign in." : undefined));

// --- A bot ---

const hooked = createBot({
  use: [tenant, rights, log, (context, next) => (context.requestId === "" ? "No id." : next())],
  actions: {
    Plain: action({ execute: () => "Done." }),
  },
  welcome: (context) => {
    context.tenant satisfies Tenant;
    context.mayBook satisfies boolean;
    // @ts-expect-error -- nobody adds it
    return String(context.nobody);
  },
  fallback({ tenant: { name }, userInput }) {
    return name + userInput;
  },
  button: ({ tenant: { name }, buttonId }) => name + buttonId,
  failure: (context) => {
    // @ts-expect-error -- a hook may be what has failed
    void context.tenant.name;
    return context.tenant?.name ?? "Sorry.";
  },
  // @ts-expect-error -- said instead of an answer, when no hook may have run
  late: (context) => String(context.tenant),
});
hooked satisfies Bot;

// @ts-expect-error -- its tenant is not there yet
createBot({ actions: {}, use: [rights] });
// @ts-expect-error -- hooks run in order
createBot({ actions: {}, use: [rights, tenant] });
// @ts-expect-error -- a number is no hook
createBot({ actions: {}, use: [5] });
// Without hooks nothing is added.
// @ts-expect-error -- nobody adds it
createBot({ actions: {}, welcome: (context) => String(context.tenant) });

// A function with its types written out needs no `hook`.
createBot({
  use: [(_context: Context, next: Next<{ day: number }>) => next({ day: 1 })],
  actions: {},
  welcome: ({ day }) => day.toFixed(),
});

// --- An action ---

const own = action({
  params: { days: integer() },
  use: [tenant, rights],
  prompt: ({ tenant: { name }, params }) => name + String(params.days?.toFixed()),
  execute: ({ tenant: { name }, params, mayBook }) => `${name} ${params.days.toFixed()} ${String(mayBook)}`,
  buttons: {
    save: button("Save", ({ tenant: { name }, params }) => name + String(params.days?.toFixed())),
    other: ({ tenant: { name } }) => name,
  },
});
own satisfies Action;
// @ts-expect-error -- its tenant is not there
action({ use: [rights], execute: () => "Done." });
// The order of the parts does not matter, and neither does whether there are hooks.
action({
  buttons: { save: button("Save", ({ params }) => String(params.days?.toFixed())) },
  execute: ({ params }) => params.days.toFixed(),
  params: { days: integer() },
});
action({
  params: { days: integer() },
  // @ts-expect-error -- a misspelt param
  execute: ({ params }) => String(params.dayz),
});

// --- A factory ---

const leave = createFactory({ use: [tenant, rights] });
const ApplyLeave = leave.action({
  params: { days: integer() },
  prompt: ({ mayBook }) => String(mayBook),
  execute({ tenant: { name }, params }) {
    return name + params.days.toFixed();
  },
  buttons: {
    save: button("Save", ({ tenant: { name }, params }) => name + String(params.days?.toFixed())),
    other: ({ tenant: { name } }) => name,
  },
});
const Upgrade = leave.action({
  use: [hook<{ plan: string }, { tenant: Tenant }>(({ tenant: { name } }, next) => next({ plan: name }))],
  execute: ({ plan, mayBook }) => plan + String(mayBook),
});
// @ts-expect-error -- what an action needs has to be added before
leave.action({ use: [hook<Nothing, { visitor: string }>((_context, next) => next())], execute: () => "Done." });

const made = leave.createBot({
  actions: {
    ApplyLeave,
    Upgrade,
    // What the factory adds reaches an `action(…)` in place too.
    Plain: action({ params: { note: text() }, execute: ({ tenant: { name }, params }) => name + params.note }),
  },
  use: [
    hook<{ flags: readonly string[] }, { tenant: Tenant }>(({ tenant: { name } }, next) => next({ flags: [name] })),
  ],
  welcome: ({ mayBook, flags }) => String(mayBook) + flags.join(),
});
made satisfies Bot;

createBot({ use: [tenant, rights], actions: { ApplyLeave } });
// @ts-expect-error -- the bot lacks both hooks
createBot({ actions: { ApplyLeave } });
// @ts-expect-error -- the bot lacks one hook
createBot({ use: [tenant], actions: { ApplyLeave } });
// @ts-expect-error -- the bot lacks both hooks
createFactory({ use: [log] }).createBot({ actions: { ApplyLeave } });

// The types of the params are those of before.
type Days = InferParams<NonNullable<typeof ApplyLeave.params>>["days"];
5 as Days satisfies number;
suggestAction(made, "One more", { action: "ApplyLeave", params: { days: 1 } });
// @ts-expect-error -- a misspelt param
suggestAction(made, "One more", { action: "ApplyLeave", params: { dayz: 1 } });
const chat = converse(made);
void chat.execute("ApplyLeave", { params: { days: "4" } });
// @ts-expect-error -- a misspelt param
void chat.execute("ApplyLeave", { params: { dayz: "4" } });

// --- What was written before ---

const withTypeArguments = createBot<{ Plain: Action }>({ actions: { Plain: action({ execute: () => "Done." }) } });
withTypeArguments satisfies Bot<{ Plain: Action }>;
const returned = (): Action<{ days: ReturnType<typeof integer> }> =>
  action({ params: { days: integer() }, execute: ({ params }) => params.days.toFixed() });
createBot({ actions: { returned: returned() } });
const definition: BotDefinition = { actions: {}, welcome: ({ userInput }) => userInput ?? "Hello!" };
createBot(definition);
const execute = ({ params }: ExecuteContext): ExecuteAnswer => Object.keys(params).join();
createBot({ actions: { Separate: action({ execute }) } });
