// `npm run site:serve`: builds the site and serves it on this machine.
import process from "node:process";
import { serveFolder } from "../playground/server.js";
import { buildSite } from "./build.js";

const folder = await buildSite();
const { address } = await serveFolder(folder, Number(process.env.PORT ?? 5174));
console.log(`The site is at ${address} (Ctrl-C ends it). Its files are in ${folder}.`);
