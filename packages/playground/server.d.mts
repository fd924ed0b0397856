import type { Server } from "node:http";

/** Serves the files of a folder on this machine alone; resolves with the server and its address. Port 0 takes a free one. */
export function serveFolder(folder: string, port: number): Promise<{ server: Server; address: string }>;
