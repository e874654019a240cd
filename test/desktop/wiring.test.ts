import { afterAll, beforeAll, expect, test } from 'vitest'
import { channelNames } from '#shared/ipc/index.ts'
import type { FakeFrame } from '#test/support/electron/fake-ipc.ts'
import type { FakeBrowserWindow } from '#test/support/electron/fake-window.ts'
import { launchSmall, type SmallStandIn } from './launch-small.ts'

let workstation: SmallStandIn
let window: FakeBrowserWindow

beforeAll(async () => {
  workstation = await launchSmall()
  window = workstation.electron.app.windows[0] as FakeBrowserWindow
})
afterAll(() => workstation.close())

test('the window is sandboxed, isolated, and without Node', () => {
  const { session, preload, ...preferences } = window.options.webPreferences ?? {}

  expect({ preferences, appSandbox: workstation.electron.app.sandboxEnabled }).toEqual({
    preferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: true,
    },
    appSandbox: true,
  })
})

test('pages live in a session that keeps nothing', () => {
  const { partition, options } = window.webContents.session

  expect({ isPersistent: partition.startsWith('persist:'), named: partition !== '', options }).toEqual({
    isPersistent: false,
    named: true,
    options: { cache: false },
  })
})

test('the scheme has no privilege beyond being a standard, secure origin', () => {
  expect(workstation.electron.protocol.schemes).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
})

test('every channel is there, and none answers a stranger', async () => {
  const top: FakeFrame = { url: 'app://bundle/index.html', parent: null }
  const strangers: (FakeFrame | null)[] = [
    null,
    { url: 'https://evil.test/', parent: null },
    { url: 'app://bundle.evil/', parent: null },
    { url: 'app://bundle/index.html', parent: top },
  ]
  const { ipcMain } = workstation.electron

  const codes = await Promise.all(
    [...ipcMain.handlers.keys()].flatMap((channel) =>
      strangers.map(async (frame) => {
        const reply = await ipcMain.invokeFrom(window.webContents, frame, channel, [{}])
        return 'result' in reply ? (reply.result as { code?: string }).code : reply.error
      }),
    ),
  )

  expect({ channels: [...ipcMain.handlers.keys()], codes: new Set(codes) }).toEqual({
    channels: channelNames,
    codes: new Set(['forbidden']),
  })
})

test('a frame that is gone is a stranger', async () => {
  const frame = {
    get url(): string {
      throw new Error('Render frame was disposed before WebFrameMain could be accessed')
    },
    parent: null,
  }

  const reply = await workstation.electron.ipcMain.invokeFrom(window.webContents, frame, 'session.status', [{}])

  expect(reply).toMatchObject({ result: { ok: false, code: 'forbidden' } })
})

test('no permission, device, or screen is granted', () => {
  const { session } = window.webContents
  const permissions = [
    'clipboard-read',
    'clipboard-sanitized-write',
    'display-capture',
    'fileSystem',
    'fullscreen',
    'geolocation',
    'hid',
    'idle-detection',
    'keyboardLock',
    'media',
    'mediaKeySystem',
    'midi',
    'midiSysex',
    'notifications',
    'openExternal',
    'pointerLock',
    'serial',
    'speaker-selection',
    'storage-access',
    'top-level-storage-access',
    'usb',
    'window-management',
    'unknown',
  ] as const
  const answers: unknown[] = []

  for (const permission of permissions) {
    session.permissionRequest?.(null as never, permission as never, (granted) => answers.push(granted), null as never)
    answers.push(session.permissionCheck?.(null, permission as never, 'app://bundle', null as never))
  }
  answers.push(session.devicePermission?.({ deviceType: 'usb' } as never))
  let screen: unknown
  session.displayMedia?.(null as never, (streams) => {
    screen = streams
  })

  expect({ answers, screen }).toEqual({ answers: Array(permissions.length * 2 + 1).fill(false), screen: {} })
})

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
  '%s is prevented',
  (name) => {
    let prevented = false
    const details = { url: 'app://bundle/page.js', isMainFrame: true, preventDefault: () => (prevented = true) }
    window.webContents.emit(name, details, details.url)

    expect(prevented).toBe(true)
  },
)

test('no download begins', () => {
  let prevented = false
  window.webContents.session.emit('will-download', { preventDefault: () => (prevented = true) })

  expect(prevented).toBe(true)
})

test('an error of a handler crosses as a code and a safe sentence', async () => {
  const frame: FakeFrame = { url: 'app://bundle/', parent: null }

  const reply = await workstation.electron.ipcMain.invokeFrom(window.webContents, frame, 'audit.verify', [{}])

  expect(JSON.stringify(reply)).not.toMatch(/CANARY|hunter2|RangeError/)
})

test('a second start brings the window to the front', () => {
  workstation.electron.app.emit('second-instance', {}, [], '', {})

  expect(window.focused).toBe(1)
})

test('the backend hears when the person comes back to the window and when the machine wakes up', async () => {
  workstation.small.state.noticed.length = 0

  workstation.electron.app.windows[0]?.focus()
  workstation.electron.powerMonitor.emit('resume')

  expect(workstation.small.state.noticed).toEqual(['focus', 'resume'])
})
