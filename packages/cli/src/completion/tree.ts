import type { Command } from "commander";

/** A command as the completion scripts need it. */
export interface CommandNode {
  /** `""` for `ck` itself, `key show` for a subcommand. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly OptionNode[];
  /** The known values of its argument. */
  readonly values: readonly string[];
}

/** One option of a command. */
export interface OptionNode {
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
}

/** Lists all commands, outermost first. */
export function readTree(command: Command, path = ""): readonly CommandNode[] {
  const options = command.options.flatMap(({ long, description, required, optional, argChoices }) =>
    long == null
      ? []
      : [{ flag: long, summary: description, takesValue: required || optional, values: argChoices ?? [] }],
  );
  const help = { flag: "--help", summary: "show help", takesValue: false, values: [] };
  const node: CommandNode = {
    path,
    commands: command.commands.map((each) => ({ name: each.name(), summary: each.summary() || each.description() })),
    options: [...options, help],
    values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  const inner = command.commands.flatMap((each) => readTree(each, `${path} ${each.name()}`.trim()));
  return [node, ...inner];
}
