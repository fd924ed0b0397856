import type { Command, Option } from "commander";

/** A command, with the names that lead to it. */
interface Reachable {
  readonly names: readonly string[];
  readonly command: Command;
}

/** Completion scripts by shell, from the program's own structure: commands, flags and the values that flags choose from. */
export const completionScripts = { bash, zsh, fish } as const satisfies Record<
  string,
  (program: Command) => string
>;

function bash(program: Command): string {
  const cases = reachable(program).map(({ names, command }) => {
    const words = [...command.commands.map((sub) => sub.name()), ...flags(command)].join(" ");
    return `    ${JSON.stringify(names.join(" "))}) words=${JSON.stringify(words)} ;;`;
  });
  const values = choices(program).map(
    ({ flag, values: of }) =>
      `    ${flag}) COMPREPLY=($(compgen -W ${JSON.stringify(of.join(" "))} -- "$word")); return ;;`,
  );
  return `# Completion of astra-ts for bash.
_astra_ts() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" path="" words="" part
  case "$previous" in
${values.join("\n")}
  esac
  for part in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$part" in -*) ;; *) path="\${path:+$path }$part" ;; esac
  done
  while :; do
    case "$path" in
${cases.join("\n")}
    esac
    [ -n "$words" ] && break
    case "$path" in *" "*) path="\${path% *}" ;; *) path="" ;; esac
  done
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [ -n "$path" ] && COMPREPLY+=($(compgen -f -- "$word"))
}
complete -o filenames -F _astra_ts astra-ts
`;
}

function zsh(program: Command): string {
  const describe = (name: string, text: string) => quote(`${name.replaceAll(":", "\\:")}:${text}`);
  const cases = reachable(program).map(({ names, command }) => {
    const words = [
      ...command.commands.map((sub) => describe(sub.name(), sub.description())),
      ...visible(command).map((option) => describe(option.long ?? option.flags, option.description)),
    ];
    return `    ${quote(names.join(" "))}) candidates=(${words.join(" ")}) ;;`;
  });
  return `#compdef astra-ts
# Completion of astra-ts for zsh.
_astra_ts() {
  local -a before candidates
  local path_of="" part
  before=("\${(@)words[2,CURRENT-1]}")
  for part in $before; do
    [[ $part == -* ]] || path_of="\${path_of:+$path_of }$part"
  done
  candidates=()
  while true; do
    case "$path_of" in
${cases.join("\n")}
    esac
    (( \${#candidates} )) && break
    if [[ $path_of == *" "* ]]; then path_of="\${path_of% *}"; else path_of=""; fi
  done
  _describe 'astra-ts' candidates
  [[ -n $path_of ]] && _files
}
_astra_ts "$@"
`;
}

function fish(program: Command): string {
  const lines = reachable(program).flatMap(({ names, command }) => {
    const [name] = names;
    const condition =
      name === undefined
        ? "__fish_use_subcommand"
        : names.map((each) => `__fish_seen_subcommand_from ${each}`).join("; and ");
    const start = `complete -c astra-ts -n ${quote(condition)}`;
    return [
      ...command.commands.map((sub) => `${start} -a ${sub.name()} -d ${quote(sub.description())}`),
      ...visible(command).map((option) => {
        const long = option.long === undefined ? "" : ` -l ${option.long.slice(2)}`;
        const short = option.short === undefined ? "" : ` -s ${option.short.slice(1)}`;
        const value = option.required || option.optional ? " -r" : "";
        const of = option.argChoices === undefined ? "" : ` -a ${quote(option.argChoices.join(" "))}`;
        return `${start}${long}${short}${value}${of} -d ${quote(option.description)}`;
      }),
    ];
  });
  return `# Completion of astra-ts for fish.\n${lines.join("\n")}\n`;
}

function reachable(command: Command, names: readonly string[] = []): Reachable[] {
  return [{ names, command }, ...command.commands.flatMap((sub) => reachable(sub, [...names, sub.name()]))];
}

function visible(command: Command): Option[] {
  return [...command.createHelp().visibleOptions(command)];
}

function flags(command: Command): string[] {
  return visible(command).flatMap(({ long, short }) => long ?? short ?? []);
}

function choices(program: Command): { flag: string; values: readonly string[] }[] {
  const found = new Map<string, Set<string>>();
  for (const { command } of reachable(program)) {
    for (const { long, argChoices } of command.options) {
      if (long === undefined || argChoices === undefined) continue;
      const known = found.get(long) ?? new Set();
      for (const value of argChoices) known.add(value);
      found.set(long, known);
    }
  }
  return [...found].map(([flag, values]) => ({ flag, values: [...values] }));
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
