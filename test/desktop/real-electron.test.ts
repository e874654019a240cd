import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeConfig, projectRoot } from '#build/bundle/parts.ts'
import type { WorkstationBridge } from '#shared/ipc/index.ts'
import { launchElectron, type RealElectron } from '#test/support/electron/real.ts'
import { findElectron } from '#test/support/electron/runtime.ts'
import { bundlePreload, makeProfile } from './launch-small.ts'

declare global {
  interface Window {
    workstation: WorkstationBridge
    received: unknown[]
  }
  /** Of native-main.mjs, in Electron's main process. */
  var probe: (file: string) => Promise<unknown>
}

// The first time on a machine, this unpacks and builds for minutes.
const dist = findElectron()
if (dist === null)
  process.stdout.write('SKIPPED: this machine has no real Electron; see test/support/electron/runtime.ts\n')

describe.skipIf(dist === null)('in the real Electron', () => {
  let workstation: RealElectron

  beforeAll(async () => {
    await bundlePreload()
    await build(nodeConfig({ entry: 'test/desktop/small-main.ts', fileName: 'small-main.js', outDir: 'dist/test' }))
    workstation = await launchElectron(dist ?? '', {
      ...makeProfile(),
      app: join(projectRoot, 'dist/test/small-main.js'),
    })
  })
  afterAll(() => workstation?.close())

  test('the page renders, sees only the bridge, and is refused what the stand-in refuses', async () => {
    const { page } = workstation
    await page.getByText('db.firm.test').waitFor()
    const before = page.url()

    const seen = await page.evaluate(async () => {
      const input = { colorScheme: () => 'dark' } as never
      const clone = await window.workstation.invoke('settings.change', input).catch((error: Error) => error.message)
      window.location.href = '/page.js'
      window.location.href = 'https://evil.test/'
      return {
        clone,
        leaked: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
        opened: window.open('https://evil.test/'),
        failed: await window.workstation.invoke('audit.verify', {}),
      }
    })

    expect({ ...seen, url: page.url(), windows: workstation.application.windows().length }).toEqual({
      clone: 'An object could not be cloned.',
      leaked: [],
      opened: null,
      failed: expect.objectContaining({ ok: false, code: 'internal' }),
      url: before,
      windows: 1,
    })
  })

  test('the window is sandboxed, and its session forgets', async () => {
    const facts = await workstation.application.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return { isPersistent: contents?.session.isPersistent(), path: contents?.session.storagePath }
    })

    expect(facts).toEqual({ isPersistent: false, path: null })
  })

  test('menu commands and save dialogs work as in the stand-in', async () => {
    const { page } = workstation
    await page.evaluate(() => {
      window.received = []
      window.workstation.on('shell.command', (...parameters) => window.received.push(parameters))
    })
    await workstation.clickMenu('sync')
    await page.waitForFunction(() => window.received.length > 0)
    await workstation.answerSaveDialog('/chosen/plan.pdf')

    const reply = await page.evaluate(() =>
      window.workstation.invoke('documents.saveCopy', { documentId: '0190a000-0000-7000-8000-000000000001' }),
    )

    expect({
      commands: await page.evaluate(() => window.received),
      path: reply.ok && reply.value.path,
      asked: await workstation.askedDialogs(),
    }).toEqual({
      commands: [[{ command: 'sync' }]],
      path: '/chosen/plan.pdf',
      asked: [{ title: 'Save a copy', suggestedName: 'plan.pdf', answer: '/chosen/plan.pdf' }],
    })
  })

  test('the page may load itself again', async () => {
    const { page } = workstation
    await page.evaluate(() => Object.assign(window, { isOld: true }).location.assign('#/households'))

    await page.evaluate(() => window.location.reload())
    await page.waitForFunction(() => !('isOld' in window))

    expect(page.url()).toBe('app://bundle/index.html#/households')
  })

  test('quitting stops the backend and ends with success', async () => {
    expect(await workstation.close()).toBe(0)
  })
})

test.skipIf(dist === null)(
  'native addons load: the SQLite driver in a worker, the keychain in the main thread',
  async () => {
    const profile = makeProfile()
    const main = fileURLToPath(new URL('./native-main.mjs', import.meta.url))
    const application = await launchElectron(dist ?? '', { ...profile, app: main })
    const file = join(profile.profileFolder, 'probe.db')

    const found = await application.application.evaluate((_electron, path) => globalThis.probe(path), file)
    await application.close()

    expect({
      found,
      isPlain: readFileSync(file).includes('SQLite format 3') || readFileSync(file).includes('kept'),
    }).toEqual({
      found: { rows: [{ body: 'kept' }], keychain: 'function' },
      isPlain: false,
    })
  },
)
