import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { preloadConfig } from '#build/bundle/parts.ts'
import { type LaunchOptions, launchStandIn, type StandIn } from '#test/support/electron/stand-in.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'
import type { SmallBackend } from './small-backend.ts'

const mainScript = new URL('./small-main.ts', import.meta.url)

export interface SmallStandIn extends StandIn {
  readonly small: SmallBackend
}

/** A profile folder of its own with a policy in it. */
export function makeProfile(policy: unknown = { server: { host: 'db.firm.test' } }) {
  const profileFolder = makeTemporaryFolder()
  const policyFile = join(profileFolder, 'policy.json')
  writeFileSync(policyFile, JSON.stringify(policy))
  return { profileFolder, policyFile }
}

/** The real shell, router, and preload in the stand-in, around the small backend. */
export async function launchSmall(options: Partial<LaunchOptions> = {}): Promise<SmallStandIn> {
  await bundlePreload()
  const launched = await launchStandIn({ ...makeProfile(), main: mainScript, ...options })
  return { ...launched, small: launched.main.small as SmallBackend }
}

let bundled: Promise<unknown> | undefined

/** Bundles the preload once per test file, always from its source. */
export function bundlePreload(): Promise<unknown> {
  bundled ??= build(preloadConfig())
  return bundled
}
