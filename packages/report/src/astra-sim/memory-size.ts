const units = ["B", "KB", "MB", "GB", "TB"];

/** A size as ASTRA-sim 2.x prints it: `244.14 KB`, in steps of 1024, computed in single precision. */
export function astraSimMemory(bytes: number): string {
  let unit = 0;
  while (unit < units.length - 1 && bytes >= 1024 ** (unit + 1)) unit++;
  return `${(Math.fround(bytes) / 1024 ** unit).toFixed(2)} ${units[unit]}`;
}
