import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleAll } from '#build/bundle/bundle.ts'
import { startDevelopmentDatabase } from '#build/database/development.ts'
import { projectFolder } from '#build/database/project-folder.ts'
import type { Database } from '#build/database/start-database.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { ensureFirm } from './ensure-firm.ts'
import { findElectron } from './find-electron.ts'
import { readHouseholds } from './households-option.ts'
import { openKeychainSession, type Session } from './keychain-session.ts'
import { isOnPath, say, show } from './processes.ts'
import { ensureSystemPackages } from './system-packages.ts'
import { writePolicy } from './write-policy.ts'

const dataFolder = join(projectFolder, '.data')

interface Launch {
  readonly program: string
  readonly parameters: readonly string[]
}

/** Whatever ends this is passed on to the workstation first; the database is ended after it. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { households: { type: 'string' } } })
  const households = readHouseholds(values.households)
  if (!hasScreen()) {
    say('There is no screen here, so the guided tour runs instead and leaves its pictures and PDF in artifacts/demo.')
    const size = households === undefined ? [] : ['--households', String(households)]
    process.exitCode = await show(process.execPath, ['build/demo/demo.ts', ...size])
    return
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
  say('Starting the database ...')
  const server = await startDevelopmentDatabase(say)
  try {
    await ensureFirm(server, { ...(households === undefined ? {} : { households }), say })
    const built = await bundleAll()
    if (built.length > 0) say(`Bundled ${built.join(', ')}.`)
    process.exitCode = await openWorkstation(server)
  } finally {
    await server.stop()
    say('The database has stopped.')
  }
}

/** Electron, or its stand-in in a Chromium window. */
async function openWorkstation(server: Database): Promise<number> {
  mkdirSync(dataFolder, { recursive: true })
  const parameters = [
    `--profile=${join(dataFolder, 'profile')}`,
    `--policy=${writePolicy(join(dataFolder, 'policy.json'), server)}`,
  ]
  const electron = await findElectron()
  // Chromium for the stand-in, and a keychain where the session has none; with Electron and a keychain, neither.
  if ((electron === null || !hasKeychain()) && !ensureSystemPackages() && electron === null) return 1
  const launch = electron === null ? standIn(parameters) : electronLaunch(electron, parameters)
  const session = openSession()
  try {
    const [program = '', ...others] = [...session.prefix, launch.program, ...launch.parameters]
    say(`Sign in as ${DEMO_USERS[0].login} with the password ${DEMO_PASSWORD}.`)
    say('Close the window, or press Ctrl+C here, to end the workstation and its database.')
    return await show(program, others, {
      env: { ...process.env, NODE_NO_WARNINGS: '1', ...session.environment },
      detached: process.platform !== 'win32',
    })
  } finally {
    session.end()
  }
}

function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
}

function electronLaunch(program: string, parameters: readonly string[]): Launch {
  const isRoot = process.getuid?.() === 0
  if (isRoot) say('Chromium has no sandbox for root, so Electron starts with --no-sandbox; better start it as a user.')
  // A runtime brought along may need the SQLite addon built for it; see the hook.
  const isOverride = process.env.ELECTRON_OVERRIDE_DIST_PATH !== undefined
  const hook = isOverride ? ['-r', join(projectFolder, 'test/support/electron/electron-hook.cjs')] : []
  return { program, parameters: [...(isRoot ? ['--no-sandbox'] : []), ...hook, projectFolder, ...parameters] }
}

function standIn(parameters: readonly string[]): Launch {
  say('The workstation opens in a Chromium window instead, with the same main process and the same screens.')
  return { program: process.execPath, parameters: ['test/support/electron/launch.ts', '--headed', ...parameters] }
}

function hasKeychain(): boolean {
  return process.platform !== 'linux' || process.env.DBUS_SESSION_BUS_ADDRESS !== undefined
}

/** The person's own keychain where there is a session bus; in a container, one that stays in .data/. */
function openSession(): Session {
  if (hasKeychain()) {
    return { prefix: [], environment: {}, end: () => undefined }
  }
  if (isOnPath('gnome-keyring-daemon'))
    say('This session has no keychain, so one of its own is opened in .data/keychain.')
  return openKeychainSession(join(dataFolder, 'keychain'))
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
