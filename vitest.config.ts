import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Processes, not threads: suites start servers and load native modules.
    pool: 'forks',
    maxWorkers: 3,
    // Loading the packages anew for each file would take a third of the time; nothing of ours is kept in modules but what was read.
    isolate: false,
    testTimeout: 20_000,
    // A domain controller is made once, which takes ten seconds.
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    // Two cores under a dozen real servers: on CI a test that loses a race with the clock gets one more go, and is listed.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    // Waiting for a fact ends when it is there; a busy machine may take its time.
    expect: { poll: { timeout: 10_000 } },
  },
});
