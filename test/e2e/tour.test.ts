import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleAll } from '#build/bundle/bundle.ts'
import { writePolicy } from '#build/commands/write-policy.ts'
import { type DemoFirm, startDemoFirm } from '#build/demo/demo-firm.ts'
import { runTour, type TourReport } from '#build/demo/run-tour.ts'
import { verifyAudit } from '#electron/admin/audit.ts'
import { launchElectron } from '#test/support/electron/real.ts'
import { findElectron } from '#test/support/electron/runtime.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'

const HOUSEHOLDS = 30

let folder: string
let firm: DemoFirm
let network: Network

beforeAll(async () => {
  await bundleAll()
  folder = mkdtempSync(join(tmpdir(), 'adviser-tour-'))
  firm = await startDemoFirm(join(folder, 'database'), HOUSEHOLDS, () => undefined)
  network = await startNetwork(firm)
})
afterAll(async () => {
  await network?.close()
  await firm?.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Launch = (place: { profileFolder: string; policyFile: string }) => Promise<Workstation>

async function takeTour(name: string, launch: Launch): Promise<TourReport> {
  const profileFolder = join(folder, name)
  mkdirSync(profileFolder, { recursive: true })
  network.restore()
  const policyFile = writePolicy(join(folder, `${name}.json`), firm, { port: network.port, pollSeconds: 1 })
  return runTour(
    {
      firm,
      network,
      profileFolder,
      artefacts: resolve('artifacts', 'tests', name),
      start: () => launch({ profileFolder, policyFile }),
      async verifyTrail() {
        const { ok, laptop } = await verifyAudit({ profile: profileFolder, policy: policyFile })
        return { ok, events: laptop?.events ?? 0 }
      },
    },
    () => undefined,
  )
}

/** What a report says in short, so that a failed step is named with its reason. */
function verdict({ steps, audit, rowsSynced }: TourReport) {
  return {
    broken: steps.filter(({ ok }) => !ok).map(({ name, why }) => `${name}: ${String(why)}`),
    trail: audit.ok,
    synced: rowsSynced > 10_000,
  }
}

const whole = { broken: [], trail: true, synced: true }

test('the whole path holds in the stand-in', async () => {
  const report = await takeTour('stand-in', ({ profileFolder, policyFile }) =>
    launchStandIn({ profileFolder, policyFile, headless: true }),
  )

  expect(verdict(report)).toEqual(whole)
})

const electron = findElectron()
if (electron === null)
  process.stdout.write('SKIPPED: this machine has no real Electron; see test/support/electron/runtime.ts\n')

test.skipIf(electron === null)('the whole path holds in the real Electron', async () => {
  const report = await takeTour('electron', (place) => launchElectron(electron ?? '', place))

  expect(verdict(report)).toEqual(whole)
})
