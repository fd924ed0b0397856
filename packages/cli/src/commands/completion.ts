import type { Command } from "commander";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { completionScripts } from "../terminal/completion-scripts.js";
import { print } from "../terminal/print.js";
import type { Shell } from "../terminal/shells.js";

/** Prints what makes a shell complete the program's commands. */
export function printCompletion(shell: Shell, program: Command): void {
  print(completionScripts[shell](program, createDefaultRegistry()));
}
