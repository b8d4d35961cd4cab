/* Prints what a page weighs beside its words: `npm run sizes`. Fails past the budget of 100 kB compressed. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const built = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "src", "moothall", "static_built");
const budget = 100_000;
const latin = "fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2";
const latinExtended = "fonts/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2";
const pages = {
  "public page": ["moothall.css", "moothall.js", "early.js", latin],
  "public page in Welsh": ["moothall.css", "moothall.js", "early.js", latin, latinExtended],
  "staff page": ["moothall.css", "workspace.css", "moothall.js", "workspace.js", "htmx.js", "early.js", latin],
};

for (const [page, files] of Object.entries(pages)) {
  let total = 0;
  for (const file of files) {
    const content = await readFile(path.join(built, file));
    const size = file.endsWith(".woff2") ? content.length : gzipSync(content, { level: 9 }).length;
    total += size;
    console.log(`  ${String(size).padStart(7)}  ${file}`);
  }
  console.log(`${String(total).padStart(9)}  ${page}\n`);
  if (total > budget) {
    console.error(`The ${page} is over the budget of ${budget} bytes.`);
    process.exitCode = 1;
  }
}
