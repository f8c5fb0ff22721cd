import { Argument, type Command } from "commander";
import { bashCompletion, fishCompletion, powershellCompletion, zshCompletion } from "../completion/scripts.js";
import { readTree } from "../completion/tree.js";
import { perform, type Context, type JsonFlag } from "../context.js";
import { EXIT_CODES } from "../exit-code.js";
import { withExamples, withJson } from "../flags.js";

const SCRIPTS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

/** Adds `ck completion`. */
export function addCompletion(program: Command, context: Context): void {
  const command = program
    .command("completion")
    .summary("print the completion script for bash, zsh, fish or PowerShell")
    .description("Prints a script that completes commands, options and their values.")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SCRIPTS)));
  withExamples(withJson(command), [
    ['eval "$(ck completion bash)"', "in ~/.bashrc"],
    ['eval "$(ck completion zsh)"', "in ~/.zshrc, after compinit"],
    ["ck completion fish | source", "in ~/.config/fish/config.fish"],
    ["ck completion powershell | Out-String | Invoke-Expression", "in $PROFILE"],
  ]).action((shell: keyof typeof SCRIPTS, flags: JsonFlag) =>
    perform(context, flags, ({ output }) => {
      const script = SCRIPTS[shell](readTree(program));
      output.give({ shell, script });
      output.say(script);
      return Promise.resolve(EXIT_CODES.ok);
    }),
  );
}
