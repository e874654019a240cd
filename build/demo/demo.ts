// The guided tour: the whole path over the real screens, with nobody watching.
//   npm run demo -- --report FILE [--keep DIR] [--households N] [--cipher aegis256|sqlcipher|sqlcipher4]
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleAll } from '#build/bundle/bundle.ts'
import { readHouseholds } from '#build/commands/households-option.ts'
import { openKeychainSession } from '#build/commands/keychain-session.ts'
import { say, show } from '#build/commands/processes.ts'
import { ensureSystemPackages } from '#build/commands/system-packages.ts'
import { writePolicy } from '#build/commands/write-policy.ts'
import { verifyAudit } from '#electron/admin/audit.ts'
import type { Cipher } from '#electron/platform/policy.ts'
import { launchStandIn } from '#test/support/electron/stand-in.ts'
import { startNetwork } from '#test/support/tcp-proxy.ts'
import { startDemoFirm } from './demo-firm.ts'
import { runTour, type TourReport } from './run-tour.ts'

/** Set in the process that has the keychain. */
const INSIDE = 'ADVISER_DEMO_SESSION'

const { values } = parseArgs({
  options: {
    report: { type: 'string' },
    keep: { type: 'string' },
    households: { type: 'string' },
    cipher: { type: 'string', default: 'aegis256' },
  },
})

/** Everything the demo writes lies here; it goes at the end unless it is to be kept. */
function makeFolder(): string {
  if (values.keep === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), 'adviser-demo-'))
    // Passed through by the user PostgreSQL runs as; profile and keychain below it are closed by themselves.
    chmodSync(temporary, 0o755)
    return temporary
  }
  const folder = resolve(values.keep)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Pictures and PDF outlive the demo: beside the report, or in the kept folder, or in the project. */
function artefactsFolder(folder: string): string {
  if (values.keep !== undefined) return join(folder, 'artefacts')
  return values.report === undefined
    ? resolve('artifacts', 'demo')
    : join(dirname(resolve(values.report)), 'demo-artefacts')
}

async function takeTour(folder: string): Promise<TourReport> {
  const artefacts = artefactsFolder(folder)
  rmSync(artefacts, { recursive: true, force: true })
  const profileFolder = join(folder, 'profile')
  await bundleAll()
  const firm = await startDemoFirm(join(folder, 'database'), readHouseholds(values.households) ?? 120, say)
  const network = await startNetwork(firm)
  try {
    const cipher = values.cipher as Cipher // Any other word is refused when the policy is read.
    const policyFile = writePolicy(join(folder, 'policy.json'), firm, { port: network.port, pollSeconds: 1, cipher })
    const place = { profile: profileFolder, policy: policyFile }
    return await runTour(
      {
        firm,
        network,
        profileFolder,
        artefacts,
        start: () => launchStandIn({ profileFolder, policyFile, headless: true }),
        async verifyTrail() {
          const { ok, laptop } = await verifyAudit(place)
          return { ok, events: laptop?.events ?? 0 }
        },
      },
      say,
    )
  } finally {
    await network.close()
    await firm.stop()
    // The server's user could not reach the folder: what it wrote elsewhere belongs with the rest.
    const wanted = join(folder, 'database')
    if (values.keep !== undefined && firm.folder !== wanted) cpSync(firm.folder, wanted, { recursive: true })
  }
}

async function main(): Promise<number> {
  if (process.env[INSIDE] === undefined) return await startInside()
  const folder = makeFolder()
  try {
    const report = await takeTour(folder)
    if (values.report !== undefined) {
      mkdirSync(dirname(resolve(values.report)), { recursive: true })
      writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`)
      say(`Report: ${resolve(values.report)}`)
    }
    say(
      `Pictures: ${report.screenshots}\nPDF: ${report.pdf}\n${report.ok ? 'Every step held.' : 'A step did not hold.'}`,
    )
    return report.ok ? 0 : 1
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts this again with a keychain of its own; with --keep it stays beside the profile, so the book can be opened. */
async function startInside(): Promise<number> {
  if (!ensureSystemPackages()) return 1
  const keep = values.keep === undefined ? undefined : resolve(values.keep)
  if (keep !== undefined) mkdirSync(keep, { recursive: true })
  const session = openKeychainSession(keep && join(keep, 'keychain'))
  const [program = '', ...parameters] = [...session.prefix, process.execPath, ...process.argv.slice(1)]
  try {
    return await show(program, parameters, { env: { ...process.env, ...session.environment, [INSIDE]: '1' } })
  } finally {
    session.end()
  }
}

process.exit(
  await main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    return 1
  }),
)
