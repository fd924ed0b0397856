/**
 * A number as C prints it with `%f`: six decimals, exact ties to the even digit. `toFixed` rounds ties up; the two differ where the number is an odd multiple of 1/128,
 * the only numbers that lie exactly half-way between two millionths.
 */
export function sixDecimals(value: number): string {
  const eighths = value * 128;
  if (!Number.isSafeInteger(eighths) || eighths % 2 === 0) return value.toFixed(6);
  // value = eighths / 128 = (eighths * 15625 / 2) millionths, and the half must go to the even side.
  const doubled = BigInt(Math.abs(eighths)) * 15625n;
  const below = (doubled - 1n) / 2n;
  const millionths = below % 2n === 0n ? below : below + 1n;
  const whole = millionths / 1_000_000n;
  const fraction = String(millionths % 1_000_000n).padStart(6, "0");
  return `${value < 0 ? "-" : ""}${whole}.${fraction}`;
}

/** Nanoseconds as microseconds with six decimals. */
export function microseconds(nanoseconds: number): string {
  return sixDecimals(nanoseconds / 1000);
}

/** Bytes as MiB with six decimals. */
export function mebibytes(bytes: number): string {
  return sixDecimals(bytes / 2 ** 20);
}
