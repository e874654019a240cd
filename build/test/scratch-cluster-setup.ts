import type { TestProject } from 'vitest/node'
import { type ScratchCluster, startScratchCluster } from '#build/database/scratch.ts'

declare module 'vitest' {
  interface ProvidedContext {
    scratchCluster: ScratchCluster
  }
}

/** Gives a project one PostgreSQL server for its whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { cluster, stop } = await startScratchCluster()
  project.provide('scratchCluster', cluster)
  return stop
}
