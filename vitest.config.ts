import { defineConfig } from 'vitest/config';

/** Suites that talk to servers, or are processes of their own: each file in a process of its own. */
const withServers = ['contracts', 'directories', 'e2e', 'processes', 'senders', 'stores', 'web'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    // Processes, not threads: suites start servers and load native modules.
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 20_000,
    // A domain controller is made once, which takes ten seconds.
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    // Two cores under a dozen real servers: on CI a test that loses a race with the clock gets one more go, and is listed.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    // Waiting for a fact ends when it is there; a busy machine may take its time.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      { extends: true, test: { name: 'with servers', include: withServers } },
      // Loading the packages anew for each file would take longer than these take to run.
      {
        extends: true,
        test: { name: 'in process', include: ['test/**/*.test.ts'], exclude: withServers, isolate: false },
      },
    ],
  },
});
