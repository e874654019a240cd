import { defineConfig } from 'vitest/config'
import { CountReporter } from './build/test/count-reporter.ts'

const SCRATCH_CLUSTER = './build/test/scratch-cluster-setup.ts'

/**
 * Tests of one folder below test/. The limits only end what hangs: a machine with other work may be many times slower.
 */
function project(
  name: string,
  options: { readonly cluster: boolean; readonly seconds: number; readonly alone: boolean },
) {
  return {
    extends: true,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`, `test/${name}/**/*.test.tsx`],
      globalSetup: options.cluster ? [SCRATCH_CLUSTER] : [],
      testTimeout: options.seconds * 1000,
      hookTimeout: options.seconds * 1000,
      fileParallelism: !options.alone,
    },
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: 2,
    reporters: ['default', new CountReporter()],
    // A test that is skipped proves nothing, and one that runs alone hides the others.
    allowOnly: false,
    projects: [
      project('unit', { cluster: false, seconds: 60, alone: false }),
      project('database', { cluster: true, seconds: 300, alone: false }),
      project('sync', { cluster: true, seconds: 300, alone: false }),
      project('desktop', { cluster: true, seconds: 300, alone: true }),
      project('e2e', { cluster: true, seconds: 600, alone: true }),
    ],
  },
})
