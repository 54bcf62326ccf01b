// The last step of build.sh: writes index.html with the hashed names, copies static/, puts a .gz beside every file that
// gains from it, and refuses an app above its limit (ui.md, 'Weight').
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

// Held against all files together, which is more than any first load.
const firstLoadLimit = 300 * 1024;
const folder = process.argv[2];
const outputs = JSON.parse(readFileSync(join(folder, "meta.json"), "utf8")).outputs;
rmSync(join(folder, "meta.json"));

const [entryPath, entry] = Object.entries(outputs).find(([, output]) => output.entryPoint === "src/main.tsx");
const chunks = entry.imports.filter((used) => used.kind === "import-statement").map((used) => used.path);
const styles = Object.keys(outputs).filter((path) => path.endsWith(".css"));
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

const sizes = new Map();
for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!statSync(path).isFile() || !/\.(js|css|html|svg)$/.test(name)) continue;
    const packed = gzipSync(readFileSync(path), { level: 9 });
    writeFileSync(`${path}.gz`, packed);
    sizes.set(basename(name), packed.length);
}

const firstLoad = [...sizes.values()].reduce((sum, size) => sum + size, 0);
if (firstLoad > firstLoadLimit) {
    console.error(`web/build.sh: all files together are ${firstLoad} bytes compressed, the limit is ${firstLoadLimit}`);
    process.exit(1);
}
