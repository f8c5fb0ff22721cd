/** Compile-only: `tsc` is the test. What a verifier knows reaches the handlers. */
import {
  action,
  createBot,
  createFactory,
  hook,
  integer,
  type Action,
  type Bot,
  type VisitorIdentity,
  type VisitorVerifier,
} from "../../src/index.js";

interface Employee {
  readonly id: string;
  readonly email: string;
}

declare const employees: VisitorVerifier<Employee>;

// --- A bot with a verifier ---

const bot = createBot({
  visitor: employees,
  use: [
    (context, next) => (context.visitor?.id === "u-1" ? "Hello, you." : next()),
    hook<{ domain: string }, { visitor: Employee | undefined }>(({ visitor }, next) =>
      next({ domain: visitor?.email.split("@")[1] ?? "" }),
    ),
  ],
  actions: {
    // An action in place knows of every bot's visitor: an id.
    Mine: action({ visitor: "required", execute: ({ visitor }) => visitor.id }),
    Open: action({ execute: ({ visitor }) => visitor?.id ?? "Hello, stranger." }),
    Ask: action({
      visitor: "required",
      params: { days: integer() },
      prompt: ({ visitor, params }) => visitor.id + String(params.days?.toFixed()),
      execute: ({ visitor, params }) => visitor.id + params.days.toFixed(),
      buttons: { save: ({ visitor, params }) => visitor.id + String(params.days?.toFixed()) },
    }),
  },
  welcome: ({ visitor }) => `Hello, ${visitor?.email ?? "stranger"}!`,
  // @ts-expect-error -- a visitor may be unknown
  fallback: ({ visitor }) => visitor.email,
});
bot satisfies Bot;

createBot({
  visitor: { verifier: employees, refuse: (context, reason) => `${context.requestId} ${reason}` },
  actions: {},
  welcome: ({ visitor }) => visitor?.email ?? "",
});

// --- Without one ---

createBot({
  actions: {},
  // @ts-expect-error -- nobody says that there is an address
  welcome: ({ visitor }) => String(visitor?.email),
});
const locked = action({ visitor: "required", execute: ({ visitor }) => visitor.id });
// @ts-expect-error -- the bot knows no visitor
createBot({ actions: { locked } });
createBot({ visitor: employees, actions: { locked } });
// @ts-expect-error -- not a verifier
createBot({ visitor: true, actions: {} });
// @ts-expect-error -- no such setting
action({ visitor: "optional", execute: () => "Done." });
action({
  visitor: "required",
  // @ts-expect-error -- without a bot only the id is known
  execute: ({ visitor }) => String(visitor.email),
});

// --- A factory ---

const leave = createFactory({ visitor: employees });
const Book = leave.action({
  visitor: "required",
  params: { days: integer() },
  execute: ({ visitor, params }) => visitor.email + params.days.toFixed(),
});
const Holidays = leave.action({ execute: ({ visitor }) => visitor?.email ?? "" });
leave.createBot({
  actions: {
    Book,
    Holidays,
    // The factory's visitor reaches an action in place too.
    Mine: action({
      visitor: "required",
      execute: ({ visitor }) => visitor.email,
      buttons: { save: ({ visitor }) => visitor.email },
    }),
  },
  welcome: ({ visitor }) => visitor?.email ?? "",
}) satisfies Bot;
// @ts-expect-error -- this bot knows no visitor
createBot({ actions: { Book } });
declare const anybody: VisitorVerifier;
// @ts-expect-error -- this one knows no address
createBot({ visitor: anybody, actions: { Book } });
createBot({ visitor: employees, actions: { Book, Holidays } });

// --- What was written before ---

const plain: Action = action({ execute: ({ visitor }) => visitor?.id ?? "" });
createBot<{ plain: Action }>({ actions: { plain } }) satisfies Bot<{ plain: Action }>;
({ id: "u" }) satisfies VisitorIdentity;
