// `npm run playground`: builds the page and serves it.
import process from "node:process";
import { buildPlayground } from "./build.js";
import { serveFolder } from "./server.js";

const folder = await buildPlayground();
const { address } = await serveFolder(folder, Number(process.env.PORT ?? 5173));
console.log(`The playground is at ${address} (Ctrl-C ends it). Its files are in ${folder}.`);
