import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ElectronApplication, _electron as playwrightElectron } from 'playwright-core'
import type { AskedDialog } from './fake-electron.ts'
import type { LaunchOptions, Workstation } from './stand-in.ts'

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url))
const hook = fileURLToPath(new URL('./electron-hook.cjs', import.meta.url))

type RealOptions = Pick<LaunchOptions, 'profileFolder' | 'policyFile' | 'savePaths'> & {
  /** A bundled main script, or a folder with a package.json; by default the product's. */
  readonly app?: string
  readonly environment?: NodeJS.ProcessEnv
}

export interface RealElectron extends Workstation {
  readonly application: ElectronApplication
}

/** Starts the bundled workstation in the real Electron; brings a screen of its own where there is none. */
export async function launchElectron(dist: string, options: RealOptions): Promise<RealElectron> {
  const screen = process.env.DISPLAY === undefined ? await openScreen() : null
  const application = await playwrightElectron.launch({
    // It takes a second; a machine with other work may be many times slower.
    timeout: 180_000,
    executablePath: join(dist, 'electron'),
    cwd: projectRoot,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '-r',
      hook,
      options.app ?? projectRoot,
      `--profile=${options.profileFolder}`,
      ...(options.policyFile === undefined ? [] : [`--policy=${options.policyFile}`]),
    ],
    env: { ...process.env, ...options.environment, ...(screen && { DISPLAY: screen.display }) } as Record<
      string,
      string
    >,
  })
  const exited = new Promise<number>((resolve) => {
    application.process().once('exit', (code) => {
      screen?.process.kill()
      resolve(code ?? -1)
    })
  })
  await answerSaveDialogs(application, options.savePaths ?? [])
  return {
    application,
    page: await application.firstWindow(),
    answerSaveDialog: (path) =>
      application.evaluate((_electron, given) => void saveDialogs().answers.push(given), path),
    askedDialogs: () => application.evaluate(() => saveDialogs().asked),
    clickMenu: (id) =>
      application.evaluate(({ Menu }, wanted) => {
        Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click()
      }, id),
    async close() {
      // Quits, and lets go of the debugger that the process would wait for.
      await application.close()
      return exited
    },
  }
}

interface SaveDialogs {
  readonly answers: (string | null)[]
  readonly asked: AskedDialog[]
}

/** Exists in Electron's main process, where `answerSaveDialogs` puts it. */
declare function saveDialogs(): SaveDialogs

async function answerSaveDialogs(application: ElectronApplication, answers: readonly (string | null)[]) {
  await application.evaluate(({ dialog }, given) => {
    const state: SaveDialogs = { answers: [...given], asked: [] }
    Object.assign(globalThis, { saveDialogs: () => state })
    dialog.showSaveDialog = async (...parameters: unknown[]) => {
      const asked = parameters.at(-1) as { title?: string; defaultPath?: string }
      const answer = state.answers.shift() ?? null
      const suggestedName = (asked.defaultPath ?? '').replace(/^.*[/\\]/, '')
      state.asked.push({ title: asked.title ?? '', suggestedName, answer })
      return { canceled: answer === null, filePath: answer ?? '' }
    }
  }, answers)
}

async function openScreen(): Promise<{ process: ChildProcess; display: string }> {
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject)
    server.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
  })
  return { process: server, display: `:${number}` }
}
