import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type LaunchOptions } from 'playwright-core'

export interface BrowserOptions {
  /** Without a window on the screen. */
  readonly headless: boolean
  /** Lets another process attach over CDP, for tests that kill this one. */
  readonly remote: boolean
}

export interface OpenedBrowser {
  readonly context: BrowserContext
  /** Where another process can attach; null unless `remote`. */
  readonly endpoint: string | null
  close(): Promise<void>
}

/** Opens Debian's Chromium, or the one that CHROMIUM names. Nothing it does can leave the machine. */
export async function openBrowser({ headless, remote }: BrowserOptions): Promise<OpenedBrowser> {
  const launch: LaunchOptions = {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless,
    handleSIGINT: false,
    handleSIGTERM: false,
    // Playwright would open this as an ordinary browser window beside the application's.
    ignoreDefaultArgs: headless ? [] : ['about:blank'],
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(headless ? [] : ['--app=data:text/html,', '--window-size=1440,900', '--test-type']),
      ...(remote ? ['--remote-debugging-port=0'] : []),
    ],
  }
  const page = { acceptDownloads: false, serviceWorkers: 'block' } as const
  if (headless && !remote) {
    const browser = await chromium.launch(launch)
    const context = await browser.newContext({ ...page, viewport: { width: 1440, height: 900 } })
    return { context, endpoint: null, close: () => browser.close() }
  }
  // An application window, and a port that can be found, need a browser profile: one of its own, gone at the end.
  const profile = mkdtempSync(join(tmpdir(), 'stand-in-browser-'))
  const viewport = headless ? { width: 1440, height: 900 } : null
  const context = await chromium.launchPersistentContext(profile, { ...launch, ...page, viewport })
  return {
    context,
    endpoint: remote ? await readEndpoint(profile) : null,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function readEndpoint(profile: string): Promise<string> {
  const file = join(profile, 'DevToolsActivePort')
  const deadline = Date.now() + 10_000
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes('\n')) {
    if (Date.now() > deadline) throw new Error('Chromium opened no debugging port')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return `http://127.0.0.1:${readFileSync(file, 'utf8').split('\n')[0]}`
}
