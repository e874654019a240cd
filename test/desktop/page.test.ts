import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkstationBridge } from '#shared/ipc/index.ts'
import { launchSmall, type SmallStandIn } from './launch-small.ts'

declare global {
  interface Window {
    workstation: WorkstationBridge
    received: unknown[]
  }
}

let workstation: SmallStandIn
let page: Page

beforeAll(async () => {
  workstation = await launchSmall()
  page = workstation.page
})
afterAll(() => workstation.close())

test('the page renders through the real preload, router, and protocol', async () => {
  await page.getByText('db.firm.test').waitFor()

  expect(await page.evaluate(() => getComputedStyle(document.querySelector('h1') as Element).color)).toBe(
    'rgb(1, 2, 3)',
  )
})

test('the page sees the bridge and nothing of Node, Electron, or the raw way', async () => {
  const seen = await page.evaluate(() => {
    const suspicious = ['require', 'module', 'exports', 'process', 'Buffer', 'global', 'electron', 'ipcRenderer']
    const raw = Object.getOwnPropertyNames(window).filter((name) => /^__(standIn|ipc)/.test(name))
    return {
      leaked: [...suspicious.filter((name) => name in window), ...raw],
      bridge: Object.keys(window.workstation),
      isFrozen: Object.isFrozen(window.workstation),
    }
  })

  expect(seen).toEqual({ leaked: [], bridge: ['invoke', 'on'], isFrozen: true })
})

test('unknown channels and events are refused before they leave the page', async () => {
  const refused = await page.evaluate(async () => {
    const invoke = window.workstation.invoke as (channel: string, input: unknown) => Promise<unknown>
    const on = window.workstation.on as (event: string, listener: () => void) => void
    const message = async (run: () => unknown) => {
      try {
        return await run()
      } catch (error) {
        return (error as Error).message
      }
    }
    return [await message(() => invoke('shell.exec', {})), await message(() => on('shell.exec', () => {}))]
  })

  expect(refused).toEqual(['The workstation has no such channel.', 'The workstation has no such event.'])
})

test('what cannot be cloned is refused, in Electron’s words', async () => {
  const errors = await page.evaluate(() =>
    Promise.all(
      [{ colorScheme: () => 'dark' }, { colorScheme: document.body }].map((input) =>
        window.workstation.invoke('settings.change', input as never).catch((error: Error) => error.message),
      ),
    ),
  )

  expect(errors).toEqual(['An object could not be cloned.', 'An object could not be cloned.'])
})

test('events come in their order, without Electron’s own event, until the subscription ends', async () => {
  await page.evaluate(() => {
    const received: unknown[] = []
    window.received = received
    const end = window.workstation.on('book.changed', (...parameters: unknown[]) => {
      received.push(parameters)
      if (received.length === 2) end()
    })
    window.workstation.on('shell.command', ({ command }) => received.push(command))
  })

  for (const table of ['tasks', 'meetings', 'users']) {
    workstation.small.say('book.changed', { tables: [table], householdIds: [] })
  }
  workstation.small.say('shell.command', { command: 'sync' })
  await page.waitForFunction(() => window.received.includes('sync'))

  expect(await page.evaluate(() => window.received)).toEqual([
    [{ tables: ['tasks'], householdIds: [] }],
    [{ tables: ['meetings'], householdIds: [] }],
    'sync',
  ])
})

test('the menu and its keys send commands, unless the page takes the keys itself', async () => {
  await page.evaluate(() => {
    window.received = []
    window.workstation.on('shell.command', ({ command }) => window.received.push(command))
    window.addEventListener('keydown', (event) => event.key === ',' && event.preventDefault())
  })

  await workstation.clickMenu('sync')
  await page.keyboard.press('Control+,')
  await page.keyboard.press('Control+K')
  await page.waitForFunction(() => window.received.includes('palette'))

  expect(await page.evaluate(() => window.received)).toEqual(['sync', 'palette'])
})

test('a save dialog answers with the path the person chose, or with none', async () => {
  await workstation.answerSaveDialog('/chosen/plan.pdf')
  const documentId = '0190a000-0000-7000-8000-000000000001'

  const paths = await page.evaluate(async (id) => {
    const save = async () => {
      const reply = await window.workstation.invoke('documents.saveCopy', { documentId: id })
      return reply.ok ? reply.value.path : reply.code
    }
    return [await save(), await save()]
  }, documentId)

  expect({ paths, asked: await workstation.askedDialogs() }).toEqual({
    paths: ['/chosen/plan.pdf', null],
    asked: [
      { title: 'Save a copy', suggestedName: 'plan.pdf', answer: '/chosen/plan.pdf' },
      { title: 'Save a copy', suggestedName: 'plan.pdf', answer: null },
    ],
  })
})

test('injected script, markup, and requests are blocked by the page’s own policy, and nothing leaves', async () => {
  const result = await page.evaluate(async () => {
    const violated = (directive: string, act: () => void) =>
      new Promise<string>((resolve) => {
        const listen = (event: SecurityPolicyViolationEvent) => {
          if (event.effectiveDirective !== directive) return
          document.removeEventListener('securitypolicyviolation', listen)
          resolve(directive)
        }
        document.addEventListener('securitypolicyviolation', listen)
        try {
          act()
        } catch {
          // Trusted types throw as well as report.
        }
      })
    const add = (tag: string, properties: object) =>
      document.body.append(Object.assign(document.createElement(tag), properties))
    const evil = 'https://evil.test/'
    return {
      directives: [
        await violated('require-trusted-types-for', () => {
          document.body.innerHTML = '<img src=x onerror="window.pwned = 1">'
        }),
        await violated('require-trusted-types-for', () => add('script', { textContent: 'window.pwned = 2' })),
        await violated('require-trusted-types-for', () =>
          document.createElement('button').setAttribute('onclick', 'window.pwned = 3'),
        ),
        await violated('connect-src', () => void fetch(evil).catch(() => undefined)),
        await violated('connect-src', () => void navigator.sendBeacon(evil, 'x')),
        await violated('connect-src', () => void new WebSocket('wss://evil.test/')),
        await violated('img-src', () => add('img', { src: `${evil}x.png` })),
        await violated('style-src-elem', () => add('link', { rel: 'stylesheet', href: `${evil}x.css` })),
        await violated('style-src-elem', () => add('style', { textContent: 'body { color: red }' })),
        await violated('frame-src', () => add('iframe', { src: evil })),
        await violated('require-trusted-types-for', () => add('object', { data: evil })),
        await violated('base-uri', () =>
          document.head.append(Object.assign(document.createElement('base'), { href: evil })),
        ),
        await violated('form-action', () => {
          const form = Object.assign(document.createElement('form'), { action: evil, method: 'post' })
          document.body.append(form)
          form.submit()
        }),
      ],
      pwned: 'pwned' in window,
    }
  })

  expect({ ...result, blockedRequests: workstation.blockedRequests }).toEqual({
    directives: [
      'require-trusted-types-for',
      'require-trusted-types-for',
      'require-trusted-types-for',
      'connect-src',
      'connect-src',
      'connect-src',
      'img-src',
      'style-src-elem',
      'style-src-elem',
      'frame-src',
      'require-trusted-types-for',
      'base-uri',
      'form-action',
    ],
    pwned: false,
    blockedRequests: [],
  })
})

test.each(['https://evil.test/', '/page.js'])('the page cannot go to %s', async (target) => {
  const before = page.url()
  const failed = page.waitForEvent('requestfailed', (request) => request.isNavigationRequest())

  await page.evaluate((url) => {
    window.location.href = url
  }, target)
  await failed

  expect({ url: page.url(), blockedRequests: workstation.blockedRequests }).toEqual({
    url: before,
    blockedRequests: [],
  })
})

test('the page may load itself again', async () => {
  await page.evaluate(() => Object.assign(window, { isOld: true }).location.assign('#/households'))

  await page.evaluate(() => window.location.reload())
  await page.waitForFunction(() => !('isOld' in window) && document.querySelector('h1')?.textContent === 'db.firm.test')

  expect(page.url()).toMatch(/\/index\.html#\/households$/)
})

test('the page cannot open a window', async () => {
  const popup = page.waitForEvent('popup')

  await page.evaluate(() => void window.open('https://evil.test/'))
  const opened = await popup
  if (!opened.isClosed()) await opened.waitForEvent('close')

  expect({
    actions: workstation.electron.app.windows[0]?.webContents.windowAttempts.map(({ action }) => action),
    pages: page.context().pages().length,
  }).toEqual({ actions: ['deny'], pages: 1 })
})
