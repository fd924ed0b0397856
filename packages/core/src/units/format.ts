/** `45.681 us`: a time in ns with the unit that reads best, at most `digits` decimals. */
export function formatTime(ns: number, digits = 3): string {
  return scaled(
    ns,
    [
      ["s", 1e9],
      ["ms", 1e6],
      ["us", 1e3],
      ["ns", 1],
    ],
    digits,
  );
}

/** `1.75 MiB`. */
export function formatSize(bytes: number, digits = 2): string {
  return scaled(
    bytes,
    [
      ["TiB", 2 ** 40],
      ["GiB", 2 ** 30],
      ["MiB", 2 ** 20],
      ["KiB", 2 ** 10],
      ["B", 1],
    ],
    digits,
  );
}

/** `53.69 GB/s`, from bytes per ns. */
export function formatBandwidth(bytesPerNs: number, digits = 2): string {
  return scaled(
    bytesPerNs * 1e9,
    [
      ["TB/s", 1e12],
      ["GB/s", 1e9],
      ["MB/s", 1e6],
      ["kB/s", 1e3],
      ["B/s", 1],
    ],
    digits,
  );
}

/** `45,681`: a whole number with thousands separated, the same in every locale. */
export function formatCount(value: number): string {
  const [whole, fraction] = String(value).split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `12.3 %`, from a fraction. */
export function formatPercent(fraction: number, digits = 1): string {
  // Adding 0 to what was rounded makes a -0.0 a 0.0.
  return `${(Number((fraction * 100).toFixed(digits)) + 0).toFixed(digits)} %`;
}

function scaled(value: number, units: readonly (readonly [string, number])[], digits: number): string {
  const [unit, factor] = units.find(([, size]) => Math.abs(value) >= size) ?? units[units.length - 1]!;
  return `${formatCount(Number((value / factor).toFixed(digits)))} ${unit}`;
}
