import { deliver, FAULTS, saveExchange, type Fault } from "@ck/emulator";
import { TODOS, type Todo } from "@ck/protocol";
import { Argument, Option, type Command } from "commander";
import { perform, type Context, type Run } from "../../context.js";
import { EXIT_CODES, type ExitCode } from "../../exit-code.js";
import {
  limitsOf,
  withEnvironment,
  withExamples,
  withLimits,
  withPrivateKey,
  withProject,
  withSignature,
  withVisitor,
  type EnvironmentFlag,
  type LimitFlags,
  type VisitorFlag,
} from "../../flags.js";
import { judge } from "../../project/judge-fault.js";
import { openSigning, type SigningFlags } from "../../project/keys/signing.js";
import { openStaleSign } from "../../project/keys/stale-key.js";
import { openBot } from "../../project/open-bot.js";
import { showExchange } from "../../project/show-exchange.js";
import { atUrl, waitForServer, withTarget, type TargetFlags } from "../../project/target.js";
import { forVisitor, readVisitor } from "../../project/visitor-issuer.js";
import { createTriggerRequest } from "../../project/trigger-request.js";
import { withBot } from "../../project/several-bots.js";

type TriggerFlags = SigningFlags &
  EnvironmentFlag &
  LimitFlags &
  VisitorFlag &
  TargetFlags & {
    readonly button?: string;
    readonly say?: string;
    readonly fault?: Fault;
    readonly save?: string;
  };

/** Adds `ck trigger`. */
export function addTrigger(program: Command, context: Context): void {
  const command = program
    .command("trigger")
    .summary("send the request of one handler, without a chat")
    .description(
      "Sends one signed request as the platform does: an action with the given params, or welcome, fallback or failure. Required params that are not given get a sample value. Exit code 1 if there is no valid answer.",
    )
    .addArgument(new Argument("<todo>", "what the platform asks of the server").choices([...TODOS]))
    .argument("[action]", "the name of the action")
    .argument("[params...]", "params of the action: days=2")
    .option("--button <id>", "the button that is clicked (default: the only one)")
    .option("--say <text>", "what the visitor says")
    .addOption(new Option("--fault <fault>", "break the request on purpose").choices([...FAULTS]))
    .option("--save <file>", "save the exchange, for ck resend and ck explain");
  withExamples(
    withLimits(
      withSignature(
        withPrivateKey(
          withEnvironment(withBot(withProject(withTarget(withVisitor(command, "the request has")))), "whose key signs"),
        ),
      ),
    ),
    [
      ["ck trigger execute ApplyLeave days=2", "the action, with two days"],
      ["ck trigger button ApplyLeave --button saveDraft", "a click"],
      ['ck trigger fallback --say "who are you?"', "what fits no action"],
      ["ck trigger welcome --fault stale-key", "the server must reject it"],
    ],
  ).action((todo: Todo, action: string | undefined, params: readonly string[], flags: TriggerFlags) =>
    perform(context, flags, (run) => trigger({ todo, action, params }, flags, run)),
  );
}

async function trigger(
  asked: { readonly todo: Todo; readonly action: string | undefined; readonly params: readonly string[] },
  flags: TriggerFlags,
  run: Run,
): Promise<ExitCode> {
  const { terminal, output } = run;
  const { todo, action, params } = asked;
  const bot = atUrl(await openBot(flags, run), flags);
  const { button, say, fault, save, env: environment } = flags;
  const created = createTriggerRequest({ bot, todo, environment, action, assignments: params, button, say });
  const { samples } = created;
  const visitor = readVisitor(flags);
  const request =
    visitor === undefined ? created.request : await forVisitor(created.request, visitor, environment, flags);
  const isSigned = bot.webhook.secured || flags.key !== undefined;
  const signing = isSigned ? await openSigning(flags, terminal, bot) : undefined;
  await waitForServer(bot.webhook.url, flags);
  if (samples.length > 0) output.hint(output.style.dim(`Sample values for ${samples.join(", ")}.`));
  const exchanges = await deliver(request, {
    url: bot.webhook.url,
    sign: signing?.sign,
    staleSign: await openStaleSign(fault, signing, flags, bot),
    fault,
    limits: limitsOf(flags),
    spelling: bot.dialect,
  });
  const exchange = exchanges.at(-1) ?? exchanges[0];
  if (save !== undefined) await saveExchange(save, exchange);
  const judgement = judge(exchange, signing !== undefined);
  showExchange(exchange, output, judgement);
  const isGood = judgement === undefined ? exchange.verdict.outcome === "answered" : judgement.ok;
  return isGood ? EXIT_CODES.ok : EXIT_CODES.found;
}
