// The simulator of the playground, bundled for the site.
import "../../playground/page/worker.js";
