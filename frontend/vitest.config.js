import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.js', 'test/**/*.test.js'],
    restoreMocks: true,
    sequence: { shuffle: true },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.js'],
      exclude: ['src/**/*.test.js'],
      reportsDirectory: '../coverage-js',
    },
  },
});
