import type { TestProject } from 'vitest/node'
import { type ScratchCluster, startScratchCluster } from '#build/database/scratch.ts'
import type { ServerName } from '#build/database/servers.ts'

declare module 'vitest' {
  interface ProvidedContext {
    scratchCluster: ScratchCluster
  }
}

/** Gives a project one PostgreSQL server for its whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  return await provideCluster(project, 'embedded')
}

/** @returns what ends the server. */
export async function provideCluster(project: TestProject, server: ServerName): Promise<() => Promise<void>> {
  const { cluster, stop } = await startScratchCluster({ server })
  project.provide('scratchCluster', cluster)
  return stop
}
