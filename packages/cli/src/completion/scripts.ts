import type { CommandNode, OptionNode } from "./tree.js";

/** Writes the script for bash 3.2 and later. Bash itself completes files. */
export function bashCompletion(tree: readonly CommandNode[]): string {
  return `# bash completion of ck
_ck() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${nested(tree)
  .map(({ path }) => `      ${quote(outer(path))}" "${quote(last(path))}) at=${quote(path)} ;;`)
  .join("\n")}
    esac
  done
  case "$at $prev" in
${optionsWithValue(tree)
  .map(
    ([path, { flag, values }]) =>
      `    ${quote(`${path} ${flag}`)}) COMPREPLY=($(compgen -W ${quote(values.join(" "))} -- "$cur")); return ;;`,
  )
  .join("\n")}
  esac
  case "$at" in
${tree.map((node) => `    ${quote(node.path)}) words=${quote(wordsOf(node).join(" "))} ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _ck ck`;
}

/** Writes the script for zsh with its completion system loaded. */
export function zshCompletion(tree: readonly CommandNode[]): string {
  const cases = tree.map((node) => {
    const commands = node.commands.map(({ name, summary }) => quote(`${name}:${summary.replaceAll(":", " -")}`));
    const options = node.options.map(({ flag, summary }) => quote(`${flag}:${summary.replaceAll(":", " -")}`));
    return `    ${quote(node.path)}) commands=(${[...commands, ...node.values.map(quote)].join(" ")}); options=(${options.join(" ")}) ;;`;
  });
  return `#compdef ck
_ck() {
  local at="" word
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
${nested(tree)
  .map(({ path }) => `      ${quote(outer(path))}" "${quote(last(path))}) at=${quote(path)} ;;`)
  .join("\n")}
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${optionsWithValue(tree)
  .map(([path, { flag, values }]) =>
    values.length === 0
      ? `    ${quote(`${path} ${flag}`)}) _files; return ;;`
      : `    ${quote(`${path} ${flag}`)}) compadd -- ${values.join(" ")}; return ;;`,
  )
  .join("\n")}
  esac
  case "$at" in
${cases.join("\n")}
  esac
  if [[ "$PREFIX" == -* ]]; then
    _describe option options
  else
    (( \${#commands} )) && _describe command commands || _files
  fi
}
compdef _ck ck`;
}

/** Writes the script for fish 3 and later. */
export function fishCompletion(tree: readonly CommandNode[]): string {
  const lines = tree.flatMap(({ path, commands, options, values }) => {
    const when = `-n ${quote(`__ck_at ${path}`.trim())}`;
    return [
      ...commands.map(({ name, summary }) => `complete -c ck -f ${when} -a ${name} -d ${quote(summary)}`),
      ...values.map((value) => `complete -c ck -f ${when} -a ${value}`),
      ...options.map(({ flag, summary, takesValue, values: choices }) => {
        const value = takesValue ? (choices.length > 0 ? ` -x -a ${quote(choices.join(" "))}` : " -r") : "";
        return `complete -c ck ${when} -l ${flag.slice(2)}${value} -d ${quote(summary)}`;
      }),
    ];
  });
  return `# fish completion of ck
function __ck_at
    set -l at
    for word in (commandline -opc)[2..-1]
        switch (string join -- ' ' $at $word)
            case ${nested(tree)
              .map(({ path }) => quote(path))
              .join(" ")}
                set -a at $word
        end
    end
    set -l path (string join -- ' ' $at)
    test "$path" = "$argv"
end
${lines.join("\n")}`;
}

/** Writes the script for PowerShell 5.1 and later. */
export function powershellCompletion(tree: readonly CommandNode[]): string {
  const list = (values: readonly string[]): string => `@(${values.map(quote).join(", ")})`;
  const words = tree.map((node) => `  ${quote(node.path)} = ${list(wordsOf(node))}`);
  const values = optionsWithValue(tree).map(
    ([path, option]) => `  ${quote(`${path} ${option.flag}`)} = ${list(option.values)}`,
  );
  return `# PowerShell completion of ck
Register-ArgumentCompleter -Native -CommandName ck -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @{
${words.join("\n")}
  }
  $values = @{
${values.join("\n")}
  }
  $at = ''
  $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() } | Select-Object -Skip 1)
  foreach ($each in $before) {
    $next = ("$at $each").Trim()
    if ($words.ContainsKey($next)) { $at = $next }
  }
  $option = if ($before.Count -gt 0) { "$at $($before[-1])" } else { '' }
  $offered = if ($values.ContainsKey($option)) { $values[$option] } else { $words[$at] }
  $offered | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}`;
}

/** Every command but `ck` itself. */
function nested(tree: readonly CommandNode[]): readonly CommandNode[] {
  return tree.filter(({ path }) => path !== "");
}

function optionsWithValue(tree: readonly CommandNode[]): readonly (readonly [path: string, option: OptionNode])[] {
  return tree.flatMap(({ path, options }) =>
    options.filter(({ takesValue }) => takesValue).map((option) => [path, option] as const),
  );
}

function wordsOf({ commands, options, values }: CommandNode): readonly string[] {
  return [...commands.map(({ name }) => name), ...values, ...options.map(({ flag }) => flag)];
}

function outer(path: string): string {
  return path.split(" ").slice(0, -1).join(" ");
}

function last(path: string): string {
  return path.split(" ").at(-1) ?? "";
}

/** All these shells read a text in single quotes literally, except for the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "’")}'`;
}
