// Builds what pages load: every file directly in frontend/src or frontend/styles becomes one bundle of the same name.
// A script leaves no globals behind, so that it works as a module, as a classic script and inside a host's pipeline.
// A stylesheet has no @import left, which a host's pipeline would lose. `--watch` builds again whenever a source
// changes. A bundle over its budget fails the build.

import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'edx_proctoring', 'static', 'proctoring');

// Where the sources are, by the folder and the ending of what is built of them.
const SOURCES = { js: join(root, 'frontend', 'src'), css: join(root, 'frontend', 'styles') };

// Of the compressed bundles, in bytes.
const BUDGETS = {
  'js/entry.js': 5_000,
  'js/exam_room.js': 32_000,
  'js/instructor.js': 45_000,
  'js/learner.js': 20_000,
  'js/seb_block.js': 2_000,
  'js/seb_check.js': 2_000,
  'css/entry.css': 2_000,
  'css/exam_room.css': 3_000,
  'css/instructor.css': 6_000,
  'css/learner.css': 6_000,
  'css/tokens.css': 1_000,
};

const bundles = (await Promise.all(Object.keys(SOURCES).map(bundlesOf))).flat();

const options = {
  entryPoints: bundles.map(({ path, name, kind }) => ({ in: path, out: join(kind, basename(name, `.${kind}`)) })),
  outdir: output,
  bundle: true,
  format: 'iife',
  target: ['es2022'],
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
};

for (const kind of Object.keys(SOURCES)) {
  await rm(join(output, kind), { recursive: true, force: true });
}
if (process.argv.includes('--watch')) {
  const context = await esbuild.context({ ...options, logLevel: 'info' });
  await context.watch();
} else {
  try {
    await esbuild.build({ ...options, absWorkingDir: root });
  } catch {
    process.exit(1); // esbuild has said what is wrong, and where
  }
  for (const { kind, name } of bundles) {
    await weigh(`${kind}/${name}`);
  }
}

async function bundlesOf(kind) {
  const names = (await readdir(SOURCES[kind])).filter((name) => name.endsWith(`.${kind}`)).sort();
  if (names.length === 0) {
    throw new Error(`Nothing in ${SOURCES[kind]} to build`);
  }
  return names.map((name) => ({ kind, name, path: join(SOURCES[kind], name) }));
}

async function weigh(name) {
  const size = gzipSync(await readFile(join(output, name)), { level: 9 }).length;
  const budget = BUDGETS[name];
  const isFine = budget !== undefined && size <= budget;
  process.stdout.write(`${name}: ${size} bytes compressed, of ${budget ?? 'no budget: give it one'}\n`);
  if (!isFine) {
    process.stderr.write(`${name} is too large, or has no budget\n`);
    process.exitCode = 1;
  }
}
