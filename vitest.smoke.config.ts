import { defineConfig } from 'vitest/config';

/** Against a server that is running already: SMOKE_ADDRESS. */
export default defineConfig({ test: { include: ['test/smoke/**/*.smoke.ts'] } });
