/** Writes the page into `folder`, `dist` by default; resolves with the folder. */
export function buildPlayground(folder?: string): Promise<string>;
