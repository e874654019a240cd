import { bundleAll } from '#build/bundle/bundle.ts'

/** Bundles the workstation before its tests, which run side by side: none may find another's bundle half written. */
export default async function setup(): Promise<void> {
  await bundleAll()
}
