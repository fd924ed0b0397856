/** Ends a command that has said all it has to say, with an exit code other than 0. */
export class CommandEnd extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`the command ends with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}
