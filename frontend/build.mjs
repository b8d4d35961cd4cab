/*
 * Lays out the front-end for the web server: `npm run build` fills src/moothall/static_built/.
 *
 * GOV.UK Frontend comes compiled from npm. Three things in it may not leave a gov.uk domain or do
 * not exist here, so they are taken out on the way: the GDS Transport typeface (our own stack takes
 * its place), the crest and crown pictures, and the addresses of both.
 */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const packages = path.join(here, "..", "node_modules");
const target = path.join(here, "..", "src", "moothall", "static_built");
const browsers = ["chrome109", "firefox115", "safari15.6"];

/** Gives GOV.UK Frontend's stylesheet without what only gov.uk may use. */
export function ownGovukStyles(css) {
  const own = css
    .replace(/@font-face\{[^}]*GDS Transport[^}]*\}/g, "")
    .replaceAll("GDS Transport,arial,sans-serif", "var(--moothall-font)")
    .replace(/[a-z-]+-image:url\(\/assets\/[^)]*\);?/g, "")
    .replace(/@media screen\\0 and[^{]*\{(?:[^{}]*\{[^{}]*\})*\}/g, "") // a trick for Internet Explorer
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
  if (/GDS Transport|\/assets\//.test(own)) {
    throw new Error("GOV.UK Frontend's stylesheet still names a gov.uk typeface or picture.");
  }
  return own;
}

async function buildStyles() {
  const govuk = path.join(packages, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.css");
  const ownGovuk = {
    name: "govuk-frontend-without-gov.uk",
    setup(build) {
      build.onLoad({ filter: /govuk-frontend\.min\.css$/ }, async () => ({
        contents: ownGovukStyles(await readFile(govuk, "utf8")),
        loader: "css",
      }));
    },
  };
  await esbuild.build({
    entryPoints: ["moothall", "workspace", "map", "autocomplete"].map((name) => path.join(here, "css", `${name}.css`)),
    outdir: target,
    bundle: true,
    minify: true,
    target: browsers,
    external: ["fonts/*"],
    plugins: [ownGovuk],
    legalComments: "none",
    logLevel: "warning",
  });
}

async function buildScripts() {
  await esbuild.build({
    entryPoints: ["moothall", "workspace", "map", "early", "autocomplete"].map((name) => path.join(here, "js", `${name}.js`)),
    outdir: target,
    bundle: true,
    minify: true,
    format: "esm",
    target: browsers,
    legalComments: "none",
    logLevel: "warning",
  });
}

async function copyRest() {
  const fonts = path.join(packages, "@fontsource-variable", "atkinson-hyperlegible-next");
  await mkdir(path.join(target, "fonts"), { recursive: true });
  for (const part of ["latin", "latin-ext"]) {
    const name = `atkinson-hyperlegible-next-${part}-wght-normal.woff2`;
    await cp(path.join(fonts, "files", name), path.join(target, "fonts", name));
  }
  await cp(path.join(fonts, "LICENSE"), path.join(target, "fonts", "LICENSE.txt"));
  const worker = await readFile(path.join(packages, "maplibre-gl", "dist", "maplibre-gl-worker.mjs"), "utf8");
  await writeFile(
    path.join(target, "map-worker.js"),
    worker.replace(/\/\/# sourceMappingURL=.*$/m, ""),
  );
  await cp(path.join(packages, "htmx.org", "dist", "htmx.min.js"), path.join(target, "htmx.js"));
  await copyLicences();
}

/** Collects the notices that the licences of what is shipped ask us to keep. */
async function copyLicences() {
  const notices = [];
  for (const [name, file] of [
    ["govuk-frontend", "LICENSE.txt"],
    ["htmx.org", "LICENSE"],
    ["accessible-autocomplete", "LICENSE.txt"],
    ["maplibre-gl", "LICENSE.txt"],
  ]) {
    const folder = path.join(packages, name);
    const { version } = require(path.join(folder, "package.json"));
    const text = await readFile(path.join(folder, file), "utf8").catch(() => "");
    notices.push(`${name} ${version}\n\n${text}`);
  }
  await writeFile(path.join(target, "LICENCES.txt"), notices.join("\n\n----\n\n"));
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await Promise.all([buildStyles(), buildScripts(), copyRest()]);
