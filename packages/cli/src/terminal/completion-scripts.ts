import type { Registry } from "@astra-ts/core";
import type { Command, Option } from "commander";
import { type FlagValues, flagValues } from "./flag-values.js";
import type { Shell } from "./shells.js";

/** A command, with the names that lead to it. */
interface Reachable {
  readonly names: readonly string[];
  readonly command: Command;
}

/** A flag with the values that may follow it. */
interface ValuedFlag {
  readonly flag: string;
  readonly values: FlagValues;
}

/** Completion scripts by shell, from the program's own structure and the registry's names: commands, flags, and what stands behind flags. */
export const completionScripts = { bash, zsh, fish } as const satisfies Record<
  Shell,
  (program: Command, registry: Registry) => string
>;

function bash(program: Command, registry: Registry): string {
  const cases = reachable(program).map(({ names, command }) => {
    const words = [...command.commands.map((sub) => sub.name()), ...flags(command)].join(" ");
    return `    ${JSON.stringify(names.join(" "))}) words=${JSON.stringify(words)} ;;`;
  });
  const values = valuedFlags(program, registry).map(
    ({ flag, values: of }) => `    ${flag}) ${bashValues(of)}; return ;;`,
  );
  return `# Completion of astra-ts for bash.
_astra_ts() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" path="" words="" part last
  if [ "$previous" = "=" ]; then previous="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  if [ "$word" = "=" ]; then word=""; fi
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

/** Behind `--flag=`, bash gives the `=` as a word of its own; of a list, what follows the last comma is completed. */
function bashValues(values: FlagValues): string {
  if (values.kind === "files") return `COMPREPLY=($(compgen -f -- "$word"))`;
  if (values.kind !== "words") return "COMPREPLY=()";
  const words = JSON.stringify(values.words.join(" "));
  if (!values.isList) return `COMPREPLY=($(compgen -W ${words} -- "$word"))`;
  return `last="\${word##*,}"; COMPREPLY=($(compgen -P "\${word%"$last"}" -W ${words} -- "$last"))`;
}

function zsh(program: Command, registry: Registry): string {
  const describe = (name: string, text: string) => quote(`${name.replaceAll(":", "\\:")}:${text}`);
  const cases = reachable(program).map(({ names, command }) => {
    const words = [
      ...command.commands.map((sub) => describe(sub.name(), sub.description())),
      ...visible(command).map((option) => describe(option.long ?? option.flags, option.description)),
    ];
    return `    ${quote(names.join(" "))}) candidates=(${words.join(" ")}) ;;`;
  });
  const values = valuedFlags(program, registry).map(
    ({ flag, values: of }) => `    ${flag}) ${zshValues(of)}; return ;;`,
  );
  return `#compdef astra-ts
# Completion of astra-ts for zsh.
_astra_ts() {
  local -a before candidates
  case "\${words[CURRENT-1]}" in
${values.join("\n")}
  esac
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

function zshValues(values: FlagValues): string {
  if (values.kind === "files") return "_files";
  if (values.kind !== "words") return "_message value";
  const words = values.words.map(quote).join(" ");
  return values.isList ? `_values -s , value ${words}` : `compadd -- ${words}`;
}

function fish(program: Command, registry: Registry): string {
  const valuesOf = flagValues(registry);
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
        return `${start}${long}${short}${fishValues(valuesOf(option))} -d ${quote(option.description)}`;
      }),
    ];
  });
  return `# Completion of astra-ts for fish.\n${lines.join("\n")}\n`;
}

/** Exclusive: nothing but these, and no files. */
function fishValues(values: FlagValues): string {
  if (values.kind === "none") return "";
  if (values.kind === "files") return " -r -F";
  return values.kind === "any" ? " -x" : ` -x -a ${quote(values.words.join(" "))}`;
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

/** Each flag that takes a value, once: one that several commands have takes the same in all of them, or what any of them chooses from. */
function valuedFlags(program: Command, registry: Registry): ValuedFlag[] {
  const valuesOf = flagValues(registry);
  const found = new Map<string, FlagValues>();
  for (const { command } of reachable(program)) {
    for (const option of command.options) {
      const values = valuesOf(option);
      if (option.long === undefined || option.long === null || values.kind === "none") continue;
      found.set(option.long, joined(found.get(option.long), values));
    }
  }
  return [...found].map(([flag, values]) => ({ flag, values }));
}

function joined(known: FlagValues | undefined, values: FlagValues): FlagValues {
  if (known?.kind !== "words") return values;
  if (values.kind !== "words") return known;
  return { ...known, words: [...new Set([...known.words, ...values.words])] };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
