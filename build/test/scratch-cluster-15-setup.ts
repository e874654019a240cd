import type { TestProject } from 'vitest/node'
import { provideCluster } from './scratch-cluster-setup.ts'

/** As `scratch-cluster-setup.ts`, with the oldest PostgreSQL that a firm may have. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  return await provideCluster(project, 'debian-15')
}
