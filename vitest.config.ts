import { defineConfig } from 'vitest/config'

/** On a busy machine: what fails in `npm test` is tried once more, and it says so by name at its end. */
const retry = 1

export default defineConfig({
  test: {
    // Many times what they take here: the machine may be slow and busy.
    testTimeout: 60_000,
    hookTimeout: 240_000,
    // Read by tests/support/properties.ts alone.
    provide: {
      propertySeed: Number(process.env.PROPERTY_SEED ?? 20_261_129),
      propertyTimes: Number(process.env.PROPERTY_TIMES ?? 1),
    },
    // Much of a test is waiting for a disk: both cores are used, not all but one.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['app/**/*.test.ts', 'build/**/*.test.ts', 'tests/support/*.test.ts', 'tests/contract/*.test.ts'],
          globalSetup: ['tests/support/postgres.ts'],
          retry,
        },
      },
      {
        extends: true,
        test: {
          name: 'security',
          include: ['tests/security/*.test.ts'],
          globalSetup: ['tests/support/postgres.ts'],
          retry,
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'deploy',
          include: ['tests/deploy/*.test.ts'],
          globalSetup: ['tests/support/nginx.ts'],
          retry,
          testTimeout: 180_000,
        },
      },
      {
        // `npm run test:deploy`: takes programs from Debian's archive, and minutes.
        extends: true,
        test: {
          name: 'deploy-full',
          include: ['tests/deploy/full/*.test.ts'],
          globalSetup: ['nginx', 'postgres', 'built', 'browser'].map((name) => `tests/support/${name}.ts`),
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/*.test.ts'],
          globalSetup: ['tests/support/built.ts', 'tests/support/browser.ts'],
          // Two files at once: most of a journey is waiting for a live second to pass.
          maxWorkers: 2,
          retry,
          testTimeout: 240_000,
        },
      },
      {
        // `npm run test:player`: every failure of an origin and of the way to it, for as long as it may last, in both engines.
        extends: true,
        test: {
          name: 'player',
          include: ['tests/player/*.test.ts'],
          globalSetup: ['tests/support/built.ts', 'tests/support/browser.ts'],
          maxWorkers: 2,
          testTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'engines',
          include: ['tests/engines/*.test.ts'],
          globalSetup: ['tests/support/built.ts'],
          fileParallelism: false,
          testTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'layout',
          include: ['tests/layout/*.test.ts'],
          globalSetup: ['tests/support/built.ts', 'tests/support/browser.ts'],
          testTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'monkey',
          include: ['tests/monkey/*.test.ts'],
          globalSetup: ['tests/support/built.ts', 'tests/support/browser.ts'],
          testTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/*.test.ts'],
          globalSetup: ['tests/support/postgres.ts', 'tests/support/nginx.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
})
