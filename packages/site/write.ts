// `npm run site`: writes the site into packages/site/dist.
import { buildSite } from "./build.js";

console.log(`The site is in ${await buildSite()}: plain files, for any web server.`);
