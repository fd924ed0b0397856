/** Round numbers for an axis, about `count` of them; with base 2 the steps are powers of two, as sizes in KiB and MiB want them. */
export function axisTicks(from: number, to: number, count: number, base: 2 | 10 = 10): number[] {
  const rough = (to - from) / Math.max(1, count);
  const power = base ** Math.floor(Math.log(rough) / Math.log(base) + 1e-9);
  const factors = base === 2 ? [1, 2] : [1, 2, 5, 10];
  const step = factors.map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks;
}
