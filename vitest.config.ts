import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Processes, not threads: suites start servers and load native modules.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    // A domain controller is made once, which takes ten seconds.
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    // Two cores under a dozen real servers: on CI a test that loses a race with the clock gets another go.
    retry: process.env['CI'] === 'true' ? 2 : 0,
  },
});
