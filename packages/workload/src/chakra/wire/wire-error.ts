/** Bytes that are no protobuf message: what is wrong, and at which byte of the buffer. Readers turn it into an `AstraError` that says where in the file. */
export class WireError extends Error {
  readonly position: number;

  constructor(problem: string, position: number) {
    super(problem);
    this.position = position;
  }
}
