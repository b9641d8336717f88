// Builds the JavaScript that pages load: every file directly in frontend/src becomes one bundle of the same name.
// A bundle is a plain script that leaves no globals behind, so that it works as a module, as a classic script and
// inside a host's pipeline. `--watch` builds again whenever a source changes. A bundle over its budget fails the build.

import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'frontend', 'src');
const output = join(root, 'edx_proctoring', 'static', 'proctoring', 'js');

// Of the compressed bundles, in bytes.
const BUDGETS = { 'learner.js': 20_000, 'instructor.js': 45_000, 'exam_room.js': 1_000 };

const names = (await readdir(source)).filter((name) => name.endsWith('.js')).sort();
if (names.length === 0) {
  throw new Error(`No page in ${source}: nothing to build`);
}

const options = {
  entryPoints: names.map((name) => join(source, name)),
  outdir: output,
  bundle: true,
  format: 'iife',
  target: ['es2022'],
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
};

await rm(output, { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  const context = await esbuild.context({ ...options, logLevel: 'info' });
  await context.watch();
} else {
  try {
    await esbuild.build({ ...options, absWorkingDir: root });
  } catch {
    process.exit(1); // esbuild has said what is wrong, and where
  }
  for (const name of names) {
    await weigh(join(output, name));
  }
}

async function weigh(path) {
  const name = basename(path);
  const size = gzipSync(await readFile(path), { level: 9 }).length;
  const budget = BUDGETS[name];
  const isFine = budget !== undefined && size <= budget;
  process.stdout.write(`${name}: ${size} bytes compressed, of ${budget ?? 'no budget: give it one'}\n`);
  if (!isFine) {
    process.stderr.write(`${name} is too large, or has no budget\n`);
    process.exitCode = 1;
  }
}
