import { bundleThreads } from '#build/bundle/threads.ts'
import { THREADS_VARIABLE } from '#test/support/threads.ts'

/** Bundles the threads once for a run whose tests start them hundreds of times. */
export default async function setup(): Promise<void> {
  process.env[THREADS_VARIABLE] = await bundleThreads()
}
