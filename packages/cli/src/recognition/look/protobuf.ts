/** What is expected of a file of protobuf messages that each follow their length. */
interface Shape {
  /** Largest field number of the first message. */
  readonly first: number;
  /** Fields with which a later message may begin. */
  readonly next: readonly number[];
}

/** Whether bytes are protobuf messages, each after its length, as far as they go: the first one is looked through, the second one at its beginning. */
export function isLengthPrefixedMessages(bytes: Uint8Array, { first, next }: Shape): boolean {
  const length = varint(bytes, 0);
  if (length === undefined) return false;
  const end = length.next + length.value;
  if (!isMessage(bytes, length.next, end, first)) return false;
  if (end === bytes.length) return length.value > 0;
  if (end > bytes.length) return true;
  const second = varint(bytes, end);
  const field = second === undefined ? undefined : tag(bytes, second.next);
  return second !== undefined && second.value > 0 && field !== undefined && next.includes(field.number);
}

/** Whether bytes are one message whose fields are numbered up to `most`, as far as they go. */
export function isMessage(bytes: Uint8Array, start: number, end: number, most: number): boolean {
  let at = start;
  while (at < end && at < bytes.length) {
    const field = tag(bytes, at);
    if (field === undefined || field.number < 1 || field.number > most) return false;
    const after = skip(bytes, field.next, field.wire);
    if (after === undefined || after > end) return false;
    at = after;
  }
  return true;
}

/** A number of base 128, and where what follows it begins; undefined where there is none of up to 53 bits. */
export function varint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return value > Number.MAX_SAFE_INTEGER ? undefined : { value, next: at + index + 1 };
  }
  return undefined;
}

function tag(bytes: Uint8Array, at: number): { number: number; wire: number; next: number } | undefined {
  const read = varint(bytes, at);
  return read && { number: Math.floor(read.value / 8), wire: read.value % 8, next: read.next };
}

/** Where the field after this one begins. */
function skip(bytes: Uint8Array, at: number, wire: number): number | undefined {
  if (wire === 0) return tenByteVarint(bytes, at);
  if (wire === 1) return at + 8;
  if (wire === 5) return at + 4;
  const length = wire === 2 ? varint(bytes, at) : undefined;
  return length && length.next + length.value;
}

/** Negative numbers take ten bytes. */
function tenByteVarint(bytes: Uint8Array, at: number): number | undefined {
  for (let index = 0; index < 10; index++) if ((bytes[at + index] ?? 0) < 0x80) return at + index + 1;
  return undefined;
}
