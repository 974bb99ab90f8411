/**
 * Bundles the dashboard beside its sources: `node bundle.mjs WWWROOT`, the folder of a published gateway. It writes
 * WWWROOT/dist, whose start page the gateway prefers. Names carry a hash of their content, so that browsers keep them for
 * a year. What charts need is a part of its own, which the page fetches after its first price.
 * @module
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const root = path.resolve(process.argv[2] ?? '');
const dist = path.join(root, 'dist');
const page = await readFile(path.join(root, 'index.html'), 'utf8');
const imports = JSON.parse(/<script type="importmap">(.*?)<\/script>/s.exec(page)[1]).imports;
const styles = [...page.matchAll(/<link rel="stylesheet" href="(.*?)">/g)].map(([, href]) => href);
const common = { bundle: true, minify: true, metafile: true, outdir: dist, absWorkingDir: root, legalComments: 'inline' };

await rm(dist, { recursive: true, force: true });
const scripts = await build({
  ...common, entryPoints: ['app/main.js'], entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', format: 'esm',
  splitting: true, target: 'es2022', external: ['ws'],
  alias: Object.fromEntries(Object.entries(imports).map(([name, address]) => [name, path.join(root, address)])),
});
/** What runs before all else is written into the page: it would take the first connection, and a way there and back. */
const early = await build({
  ...common, write: false,
  stdin: { contents: "import './app/shell/early-theme.js'; import './app/shell/early-line.js';", resolveDir: root },
});
const style = await build({
  ...common, entryNames: 'style-[hash]',
  stdin: { contents: styles.map((href) => `@import ".${href}";`).join('\n'), resolveDir: root, loader: 'css' },
});

/** The output that was made of a source, and what it fetches at once. */
function outputOf({ metafile }, source) {
  const [file, output] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source);
  return { file: `/${file}`, needs: output.imports.filter(({ kind }) => kind === 'import-statement') };
}

const main = outputOf(scripts, 'app/main.js');
// The connection that the page itself came by is there already: it is for what is largest. What the line's own begins
// with must not wait behind the rest of the program, so that is asked for after it.
const preloads = main.needs.map(({ path: needed }) => `<link rel="modulepreload" href="/${needed}">`);
const begin = `addEventListener('DOMContentLoaded', () => import("${main.file}"));`;
const bundled = page
  .replace(/\s*<link rel="stylesheet" href=".*?">/g, '')
  .replace(/\s*<script type="importmap">.*?<\/script>/s, '')
  .replace('<script src="/app/shell/early-theme.js"></script>',
    () => `<script>${early.outputFiles[0].text.trim()}${begin}</script>`)
  .replace(/\s*<script type="module" src="\/app\/shell\/early-line.js"><\/script>/, '')
  .replace(/<script type="module" src=".*?"><\/script>/, [
    ...preloads, `<link rel="stylesheet" href="/${Object.keys(style.metafile.outputs)[0]}">`,
  ].join('\n  '));
await writeFile(path.join(dist, 'index.html'), bundled);
// Compressed once, as far as it goes: that is too slow for when a browser asks, and on a bad line it is what counts.
for (const name of (await readdir(dist)).filter((file) => /\.(js|css|html)$/.test(file))) {
  await writeFile(path.join(dist, `${name}.br`), brotliCompressSync(await readFile(path.join(dist, name))));
}
