// Builds the JavaScript that pages load: every file directly in frontend/src becomes one bundle of the same name.
// A bundle is a plain script that leaves no globals behind, so that it works as a module, as a classic script and
// inside a host's pipeline. `--watch` builds again whenever a source changes.

import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'frontend', 'src');
const output = join(root, 'edx_proctoring', 'static', 'proctoring', 'js');

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
    const { metafile } = await esbuild.build({ ...options, metafile: true, absWorkingDir: root });
    for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
      if (path.endsWith('.js')) {
        process.stdout.write(`${path}: ${bytes} bytes\n`);
      }
    }
  } catch {
    process.exitCode = 1; // esbuild has said what is wrong, and where
  }
}
