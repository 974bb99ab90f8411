// The README and the pages it leads to: short enough to be read, found from the README, and no link leads nowhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LINES_MAX = 250;
const PAGES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: ROOT })
  .toString().split('\n').filter((page) => page && !page.includes('/vendor/') && existsSync(join(ROOT, page)));

/** What a heading is called in an address. */
const anchorOf = (heading) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');

const textOf = (page) => readFileSync(join(ROOT, page), 'utf8');

/** The text without blocks and code, where brackets mean something else. */
const proseOf = (page) => textOf(page).replace(/^ *```.*?^ *```/gms, '').replace(/`[^`\n]*`/g, '`');

const linksOf = (page) => [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link)
  .filter((link) => !/^[a-z]+:/.test(link));

const anchorsOf = (page) => [...textOf(page).replace(/^ *```.*?^ *```/gms, '').matchAll(/^#+ (.*)$/gm)]
  .map(([, heading]) => anchorOf(heading));

/** The page that a link leads to, as the list of files has it; a folder leads to its README. */
function targetOf(page, link) {
  const [path] = link.split('#');
  const target = path ? normalize(join(dirname(page), path)) : page;
  const isFolder = existsSync(join(ROOT, target)) && statSync(join(ROOT, target)).isDirectory();
  return isFolder && existsSync(join(ROOT, target, 'README.md')) ? join(target, 'README.md') : target;
}

test(`the README has at most ${LINES_MAX} lines`, () => {
  const lines = textOf('README.md').trimEnd().split('\n').length;
  assert.ok(lines <= LINES_MAX, `it has ${lines}`);
});

test('every link between pages leads somewhere', () => {
  const broken = [];
  for (const page of PAGES) {
    for (const link of linksOf(page)) {
      const target = targetOf(page, link);
      const [, anchor] = link.split('#');
      if (relative(ROOT, join(ROOT, target)).startsWith('..') || !existsSync(join(ROOT, target))) {
        broken.push(`${page}: ${link}`);
      } else if (anchor && target.endsWith('.md') && !anchorsOf(target).includes(anchor)) {
        broken.push(`${page}: ${link}: no such heading`);
      }
    }
  }
  assert.ok(PAGES.length > 10);
  assert.deepEqual(broken, []);
});

test('every page is found from the README', () => {
  const found = new Set(['README.md']);
  for (const page of found) {
    linksOf(page).map((link) => targetOf(page, link)).filter((target) => target.endsWith('.md'))
      .forEach((target) => found.add(target));
  }
  assert.deepEqual(PAGES.filter((page) => !found.has(page)), []);
});
