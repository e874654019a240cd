import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { CountReporter } from './build/test/count-reporter.ts'
import { type Project, projectFacts } from './build/test/projects.ts'

const SCRATCH_CLUSTER = './build/test/scratch-cluster-setup.ts'
const BUNDLED_THREADS = './build/test/threads-setup.ts'
const BUNDLED_WORKSTATION = './build/test/bundle-setup.ts'
const SCRATCH_CLUSTER_15 = './build/test/scratch-cluster-15-setup.ts'

interface ProjectOptions {
  /** Gives the whole run a PostgreSQL server; none for a project that needs no database. */
  readonly cluster: string | null
  /** What is bundled before the first test: the threads that a project starts often, or the whole workstation. */
  readonly bundle?: string
  readonly seconds: number
  readonly alone: boolean
}

/** The limits only end what hangs: a machine with other work may be many times slower. */
function project(name: Project, options: ProjectOptions) {
  const { folder, exclude = [] } = projectFacts(name)
  return {
    extends: true,
    test: {
      name,
      include: [`test/${folder}/**/*.test.ts`, `test/${folder}/**/*.test.tsx`],
      exclude: [...exclude],
      globalSetup: [options.cluster, options.bundle].filter((setup) => typeof setup === 'string'),
      testTimeout: options.seconds * 1000,
      hookTimeout: options.seconds * 1000,
      fileParallelism: !options.alone,
    },
  }
}

// Threads are started from source, each with everything it imports: compiled once, and not by every test that starts one.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled')

export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: 2,
    reporters: ['default', new CountReporter()],
    // A test that is skipped proves nothing, and one that runs alone hides the others.
    allowOnly: false,
    projects: [
      project('unit', { cluster: null, seconds: 60, alone: false }),
      project('database', { cluster: SCRATCH_CLUSTER, seconds: 300, alone: false }),
      project('database-15', { cluster: SCRATCH_CLUSTER_15, seconds: 300, alone: false }),
      project('sync', { cluster: SCRATCH_CLUSTER, bundle: BUNDLED_THREADS, seconds: 300, alone: false }),
      project('desktop', { cluster: SCRATCH_CLUSTER, seconds: 300, alone: true }),
      project('e2e', { cluster: SCRATCH_CLUSTER, bundle: BUNDLED_WORKSTATION, seconds: 600, alone: false }),
    ],
  },
})
