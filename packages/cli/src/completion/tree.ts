import type { Command } from "commander";

/** A command as completion sees it. */
export interface CommandNode {
  /** `""` for `ck` itself, `key show` for a command in a command. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly OptionNode[];
  /** The values of its argument, where they are known. */
  readonly values: readonly string[];
}

/** One option. */
export interface OptionNode {
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
}

/** Reads all commands, outermost first. */
export function readTree(command: Command, path = ""): readonly CommandNode[] {
  const options = command.options.flatMap(({ long, description, required, optional, argChoices }) =>
    long == null
      ? []
      : [{ flag: long, summary: description, takesValue: required || optional, values: argChoices ?? [] }],
  );
  const help = { flag: "--help", summary: "say how it is used", takesValue: false, values: [] };
  const node: CommandNode = {
    path,
    commands: command.commands.map((each) => ({ name: each.name(), summary: each.summary() || each.description() })),
    options: [...options, help],
    values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  const inner = command.commands.flatMap((each) => readTree(each, `${path} ${each.name()}`.trim()));
  return [node, ...inner];
}
