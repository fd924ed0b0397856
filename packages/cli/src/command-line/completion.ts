import { Argument, type Command } from "commander";
import { type Shell, shells } from "../terminal/shells.js";

/** `astra-ts completion`: what makes a shell complete the command. */
export function addCompletionCommand(program: Command): void {
  program
    .command("completion")
    .description("print a script that makes a shell complete commands, flags and their values")
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .addHelpText(
      "after",
      `
Put it where the shell reads it, for instance:
  bash   astra-ts completion bash > ~/.local/share/bash-completion/completions/astra-ts
  zsh    astra-ts completion zsh > "\${fpath[1]}/_astra-ts"
  fish   astra-ts completion fish > ~/.config/fish/completions/astra-ts.fish

Examples:
  $ astra-ts completion bash`,
    )
    .action(async (shell: Shell) => {
      const { printCompletion } = await import("../commands/completion.js");
      printCompletion(shell, program);
    });
}
