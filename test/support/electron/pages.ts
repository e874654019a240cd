import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Frame, Page, Request as PageRequest, Route } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { decode, encode } from './codec.ts'
import type { FakeFrame, FakeIpcMain } from './fake-ipc.ts'
import type { FakeWebContents, OpenPage } from './fake-window.ts'

/** Chromium knows no `app://`; this host stands for `app://bundle`, and no other host is reachable. */
const STAND_IN_HOST = 'https://bundle.app.test'
const APP = 'app://bundle'

const toApp = (url: string) => (url.startsWith(`${STAND_IN_HOST}/`) ? APP + url.slice(STAND_IN_HOST.length) : url)
const toStandIn = (url: string) => (url.startsWith(`${APP}/`) ? STAND_IN_HOST + url.slice(APP.length) : url)

export interface PagesOptions {
  readonly context: BrowserContext
  readonly getIpc: () => FakeIpcMain
  /** Keys that the page left to the menu, such as `CmdOrCtrl+K`. */
  readonly pressAccelerator: (accelerator: string) => void
  /** A page is gone, closed by the person or by the application. */
  readonly onClosed: (contents: FakeWebContents) => void
}

/** Makes windows' insides: pages of a real browser, fed by the real `app://` handler, running the real preload. */
export async function createPages(options: PagesOptions) {
  const { context, onClosed } = options
  const pages = new Map<Page, FakeWebContents>()
  const blockedRequests: string[] = []
  const shim = await bundleShim()

  await context.route('**/*', async (route, request) => {
    const contents = pages.get(pageOf(request) as Page)
    const url = toApp(request.url())
    const handler = contents?.session.protocol.handlers.get('app')
    if (
      contents !== undefined &&
      isNavigationByPage(request) &&
      !contents.allowsNavigation(url, isMainFrame(request))
    ) {
      await route.abort('aborted')
    } else if (handler === undefined || !url.startsWith(`${APP}/`)) {
      blockedRequests.push(url)
      await route.abort('blockedbyclient')
    } else {
      await answer(route, await handler(new Request(url, { method: request.method() })))
    }
  })

  const openPage: OpenPage = async (contents, url, preload) => {
    const page = context.pages().find((open) => !pages.has(open)) ?? (await context.newPage())
    pages.set(page, contents)
    contents.getURL = () => toApp(page.url())
    noteCommandsFromOutside(page)
    page.on('close', () => onClosed(contents))
    page.on('popup', (popup) => {
      if (!contents.allowsWindow(toApp(popup.url()))) void popup.close()
    })
    await page.exposeBinding('__standIn', (source, kind: string, channel: string, text: string) =>
      reach(options, contents, source.frame, kind, channel, text),
    )
    await page.addInitScript({ content: initScript(shim, preload) })
    await page.goto(toStandIn(url))
    return { close: () => page.close() }
  }
  return { openPage, blockedRequests, pages: () => [...pages.keys()] }
}

/** What the page's shim asks for. */
async function reach(
  { getIpc, pressAccelerator }: PagesOptions,
  contents: FakeWebContents,
  frame: Frame,
  kind: string,
  channel: string,
  text: string,
): Promise<string> {
  if (kind === 'listen') {
    contents.beginListening()
    return ''
  }
  if (kind === 'next') return encode(await contents.nextMessage())
  if (kind === 'key') {
    pressAccelerator(channel)
    return ''
  }
  return encode(await getIpc().invokeFrom(contents, toFake(frame), channel, decode(text) as unknown[]))
}

function toFake(frame: Frame): FakeFrame {
  const parent = frame.parentFrame()
  return { url: toApp(frame.url()), parent: parent === null ? null : toFake(parent) }
}

/** Pages that a test is sending somewhere itself: only what a page wants of its own accord is the application's to judge. */
const sentFromOutside = new WeakSet<Page>()

/** Lets `reload` and `goto` of a test pass for what they are in Electron: commands from outside the page. */
function noteCommandsFromOutside(page: Page): void {
  const { goto, reload } = page
  const outside = async <T>(run: () => Promise<T>): Promise<T> => {
    sentFromOutside.add(page)
    return run().finally(() => sentFromOutside.delete(page))
  }
  page.goto = (url, options) => outside(() => goto.call(page, url, options))
  page.reload = (options) => outside(() => reload.call(page, options))
}

function isNavigationByPage(request: PageRequest): boolean {
  return request.isNavigationRequest() && !sentFromOutside.has(request.frame().page())
}

function isMainFrame(request: PageRequest): boolean {
  return request.frame().parentFrame() === null
}

/** A request of a popup that is just being made has no frame yet. */
function pageOf(request: PageRequest): Page | null {
  try {
    return request.frame().page()
  } catch {
    return null
  }
}

async function answer(route: Route, response: Response): Promise<void> {
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}

/** The preload runs in the top frame only, as in Electron; a frame inside gets nothing. */
function initScript(shim: string, preload: string | undefined): string {
  const script = preload === undefined ? '' : readFileSync(preload, 'utf8')
  return `if (window === window.top) {
${shim}
const standInRequire = globalThis.__standInRequire
delete globalThis.__standInRequire
;(function (require, module, exports) {
${script}
})(standInRequire, { exports: {} }, {})
} else {
delete globalThis.__standIn
}`
}

async function bundleShim(): Promise<string> {
  const entry = fileURLToPath(new URL('./preload-shim.ts', import.meta.url))
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'chrome130', lib: { entry, formats: ['iife'], name: 'standInShim' } },
  })) as Rolldown.RolldownOutput[]
  const code = built[0]?.output[0]?.code
  if (code === undefined) throw new Error('The preload shim did not bundle')
  return code
}
