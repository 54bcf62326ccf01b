// The last step of build.sh: writes index.html with the hashed names, copies static/, puts a .br and a .gz beside every file
// that gains from it, and refuses an app above its limits (ui.md, 'Weight'; issue 4: 'web app under 300 KB compressed').
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// All pages together, as browsers of today take them.
const appLimit = 300 * 1024;
// The page, its styles, the code that every page needs, and the heaviest page; in gzip, for browsers that know no better.
const firstLoadLimit = 300 * 1024;
const folder = process.argv[2];
const outputs = JSON.parse(readFileSync(join(folder, "meta.json"), "utf8")).outputs;
rmSync(join(folder, "meta.json"));

const [entryPath, entry] = Object.entries(outputs).find(([, output]) => output.entryPoint === "src/main.tsx");
const chunks = entry.imports.filter((used) => used.kind === "import-statement").map((used) => used.path);
// The first page's styles are those of all pages; beside them esbuild writes what each page imports once more.
const styles = [entry.cssBundle];
for (const [path, { inputs }] of Object.entries(outputs)) {
    if (!path.endsWith(".css") || path === entry.cssBundle) continue;
    const missing = Object.keys(inputs).filter((each) => !(each in outputs[entry.cssBundle].inputs));
    if (missing.length > 0) throw new Error(`web/build.sh: no page would be given the styles of ${missing.join(", ")}`);
    rmSync(join(folder, "assets", basename(path)));
}
const address = (path) => `/assets/${basename(path)}`;

cpSync("static", folder, { recursive: true });
const page = readFileSync(join(folder, "index.html"), "utf8").replace(
    /[ ]*<!-- bundle -->\n/,
    [
        ...chunks.map((path) => `        <link rel="modulepreload" href="${address(path)}">\n`),
        ...styles.map((path) => `        <link rel="stylesheet" href="${address(path)}">\n`),
        `        <script type="module" src="${address(entryPath)}"></script>\n`,
    ].join(""),
);
writeFileSync(join(folder, "index.html"), page);

const brotli = (data) =>
    brotliCompressSync(data, {
        params: {
            [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
        },
    });
const sizes = new Map();
let app = 0;
for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!statSync(path).isFile() || !/\.(js|css|html|svg)$/.test(name)) continue;
    const data = readFileSync(path);
    const smallest = brotli(data);
    const gzipped = gzipSync(data, { level: 9 });
    writeFileSync(`${path}.br`, smallest);
    writeFileSync(`${path}.gz`, gzipped);
    app += smallest.length;
    sizes.set(basename(name), gzipped.length);
}

// With everything that is imported at once, whoever imports it.
const loadedWith = (path, known = new Set()) => {
    if (known.has(path)) return known;
    known.add(path);
    for (const used of outputs[path].imports) if (used.kind === "import-statement") loadedWith(used.path, known);
    return known;
};
const weight = (paths) => [...paths].reduce((sum, path) => sum + (sizes.get(basename(path)) ?? 0), 0);
const always = [...loadedWith(entryPath), ...styles, "index.html"];
const pages = entry.imports.filter((used) => used.kind === "dynamic-import").map((used) => used.path);
const firstLoad = Math.max(...pages.map((page) => weight(new Set([...always, ...loadedWith(page)]))));
const refusals = [
    ["the heaviest first load", firstLoad, firstLoadLimit],
    ["the whole app", app, appLimit],
].filter(([, size, limit]) => !(size <= limit));
for (const [what, size, limit] of refusals) {
    console.error(`web/build.sh: ${what} is ${size} bytes compressed, the limit is ${limit}`);
}
if (refusals.length > 0) process.exit(1);
