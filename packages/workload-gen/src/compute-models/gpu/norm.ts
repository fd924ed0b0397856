/** The p-norm of two or three times: near the longest of them, and above it where others are nearly as long. */
export function norm(power: number, a: number, b: number, c = 0): number {
  const most = Math.max(a, b, c);
  if (most === 0) return 0;
  return most * ((a / most) ** power + (b / most) ** power + (c / most) ** power) ** (1 / power);
}
