import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser } from './chromium.ts'
import { type AskedDialog, createFakeElectron, type FakeElectron } from './fake-electron.ts'
import { importWithElectron } from './import-hook.ts'
import { createPages } from './pages.ts'

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url))

export interface LaunchOptions {
  readonly profileFolder: string
  /** Left out, the machine's own policy is read. */
  readonly policyFile?: string
  /** The main script; by default the bundled one. */
  readonly main?: URL
  readonly headless?: boolean
  readonly remote?: boolean
  /** Answers to save dialogs, in order; null cancels. A dialog beyond them is cancelled. */
  readonly savePaths?: readonly (string | null)[]
  readonly whenUnanswered?: 'cancel' | 'downloads'
  readonly isPackaged?: boolean
  /** False as if another workstation were already running. */
  readonly hasLock?: boolean
}

/** What a test does with a running workstation, whether under the stand-in or in the real Electron. */
export interface Workstation {
  readonly page: Page
  /** Adds an answer for the next save dialog. */
  answerSaveDialog(path: string | null): Promise<void>
  /** Save dialogs so far. */
  askedDialogs(): Promise<readonly AskedDialog[]>
  /** Chooses an item of the application menu by its id. */
  clickMenu(id: string): Promise<void>
  /** Quits as a person would, and waits for the end. @returns the exit code. */
  close(): Promise<number>
}

export interface StandIn extends Workstation {
  readonly electron: FakeElectron
  /** What the main script exports. */
  readonly main: Readonly<Record<string, unknown>>
  /** Addresses that were asked for and refused: everything but `app://bundle`. */
  readonly blockedRequests: readonly string[]
  readonly exited: Promise<number>
  /** Where another process can attach over CDP; null unless `remote`. */
  readonly endpoint: string | null
}

let launches = 0

/**
 * Starts the workstation's main script under the stand-in for Electron, in this process, with a real Chromium page.
 * @throws Error with what the application said, when it ends before its window has loaded.
 */
export async function launchStandIn(options: LaunchOptions): Promise<StandIn> {
  const browser = await openBrowser({ headless: options.headless ?? true, remote: options.remote ?? false })
  try {
    return await launchIn(browser, options)
  } catch (error) {
    await browser.close()
    throw error
  }
}

async function launchIn(browser: Awaited<ReturnType<typeof openBrowser>>, options: LaunchOptions): Promise<StandIn> {
  const savePaths = [...(options.savePaths ?? [])]
  const pages = await createPages({
    context: browser.context,
    getIpc: () => electron.ipcMain,
    pressAccelerator: (keys) =>
      electron
        .findMenuItems()
        .find((item) => item.accelerator === keys)
        ?.click?.(),
    onClosed: (contents) => electron.app.windows.find((window) => window.webContents === contents)?.pageGone(),
  })
  let markLoaded = () => {}
  const loaded = new Promise<void>((resolve) => {
    markLoaded = resolve
  })
  const electron: FakeElectron = createFakeElectron({
    ...readManifest(),
    appPath: projectRoot,
    isPackaged: options.isPackaged ?? false,
    hasLock: options.hasLock ?? true,
    savePaths,
    whenUnanswered: options.whenUnanswered ?? 'cancel',
    openPage: async (...parameters) => {
      const opened = await pages.openPage(...parameters)
      markLoaded()
      return opened
    },
  })
  electron.app.setPath('userData', options.profileFolder)
  const main = await runMain(options, electron)
  const ended = await Promise.race([loaded, electron.app.exited])
  const [page] = pages.pages()
  if (ended !== undefined || page === undefined) {
    throw new Error(`The workstation ended with code ${ended}. ${electron.errorBoxes.join(' ')}`)
  }
  const exited = electron.app.exited.then(async (code) => {
    await browser.close()
    return code
  })
  return {
    page,
    electron,
    main,
    blockedRequests: pages.blockedRequests,
    exited,
    endpoint: browser.endpoint,
    answerSaveDialog: async (path) => void savePaths.push(path),
    askedDialogs: async () => electron.askedDialogs,
    clickMenu: async (id) =>
      electron
        .findMenuItems()
        .find((item) => item.id === id)
        ?.click?.(),
    close() {
      electron.app.quit()
      return exited
    },
  }
}

async function runMain(options: LaunchOptions, electron: FakeElectron) {
  const bundled = pathToFileURL(join(projectRoot, 'dist/electron/main.js'))
  const argv = process.argv
  launches += 1
  // The main script reads its arguments while it is first run, and never again.
  process.argv = [
    process.execPath,
    projectRoot,
    `--profile=${options.profileFolder}`,
    ...(options.policyFile === undefined ? [] : [`--policy=${options.policyFile}`]),
  ]
  try {
    return await importWithElectron(options.main ?? bundled, `${process.pid}x${launches}`, electron.modules)
  } finally {
    process.argv = argv
  }
}

function readManifest(): { name: string; version: string } {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  return { name: manifest.productName, version: manifest.version }
}
