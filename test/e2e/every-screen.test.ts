import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleAll } from '#build/bundle/bundle.ts'
import { writePolicy } from '#build/commands/write-policy.ts'
import { type DemoFirm, startDemoFirm } from '#build/demo/demo-firm.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { DEMO_PASSWORD, DEMO_USERS, type DemoUser } from '#build/demo-firm/demo-users.ts'
import type { CallInput, ChannelName, OutputOf } from '#shared/ipc/index.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'
import { listScreens, parametersOf } from '#test/support/screens/list-screens.ts'
import { closeOpened, createWalker, settle, WAYS, type Walker, WINDOW } from '#test/support/screens/walker.ts'

const [ADVISER, , , , , ADMINISTRATOR] = DEMO_USERS
const pictures = resolve('artifacts', 'tests', 'every-screen')
/** Only somebody without a book sees it. */
const WITHOUT_BOOK = '/home'

const HOUSEHOLD = '/households/:householdId'
const OPENED = [
  '/sign-in',
  `${HOUSEHOLD}, Overview: Edit`,
  `${HOUSEHOLD}, Overview: Edit profile`,
  `${HOUSEHOLD}, Overview: More`,
  `${HOUSEHOLD}, Overview: calendar of Due`,
  `${HOUSEHOLD}, Documents: Add a document`,
  `${HOUSEHOLD}, Documents: Open`,
  'Shortcuts',
  'Palette',
  'User menu',
  'Unsaved form',
]

let folder: string
let firm: DemoFirm
let walker: Walker
let screens: readonly string[]

beforeAll(async () => {
  screens = await listScreens()
  await bundleAll()
  folder = mkdtempSync(join(tmpdir(), 'adviser-screens-'))
  firm = await startDemoFirm(join(folder, 'database'), 6, () => undefined)
  await withWorkstation(ADVISER, async (page) => {
    walker = createWalker(page, pictures)
    await walker.look('/sign-in')
    await signIn(page, ADVISER)
    await page.getByRole('grid', { name: 'Households' }).waitFor({ timeout: SYNC_TIMEOUT })
    await page
      .getByRole('status', { name: 'Sync status' })
      .filter({ hasText: 'Up to date' })
      .waitFor({ timeout: SYNC_TIMEOUT })
    await walkBook(page)
  })
  await walkOtherStates()
}, 1_200_000)
afterAll(async () => {
  await firm?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function withWorkstation(user: DemoUser, use: (page: Page, workstation: Workstation) => Promise<void>) {
  const profileFolder = join(folder, user.login)
  mkdirSync(profileFolder)
  const policyFile = writePolicy(join(folder, `${user.login}.json`), firm, { pollSeconds: 60 })
  const workstation = await launchStandIn({ profileFolder, policyFile })
  try {
    await workstation.page.setViewportSize(WINDOW)
    await use(workstation.page, workstation)
  } finally {
    await workstation.close()
  }
}

async function signIn(page: Page, { login }: DemoUser): Promise<void> {
  await page.getByRole('textbox', { name: 'Login' }).fill(login)
  await page.getByRole('textbox', { name: 'Password' }).fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function walkBook(page: Page): Promise<void> {
  const ids = await findIds(page)
  await walker.goTo('/settings')
  for (const pattern of screens) {
    if (pattern === WITHOUT_BOOK || pattern === '/settings') continue
    await walker.goTo(addressOf(pattern, ids))
    await walker.walk(pattern)
  }
  await walker.goTo('/settings')
  await walker.walk('/settings')
  await lookAtFrame(page)
  await walker.goTo(addressOf('/households/:householdId', ids))
  await lookAtUnsavedForm(page)
}

/** What opens over every screen. */
async function lookAtFrame(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).focus()
  for (const [name, keys] of [
    ['Shortcuts', '?'],
    ['Palette', 'Control+K'],
  ] as const) {
    await page.keyboard.press(keys)
    await page.getByRole('dialog').waitFor()
    if (name === 'Palette') await page.keyboard.type('review')
    await settle(page)
    await walker.look(name)
    await closeOpened(page)
  }
  await page.getByRole('banner').getByRole('button', { name: ADVISER.displayName }).click()
  await page.getByRole('menu').waitFor()
  await walker.look('User menu')
  await closeOpened(page)
}

async function lookAtUnsavedForm(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Edit / })
    .first()
    .click()
  const form = page.getByRole('dialog')
  await form.getByRole('textbox').first().fill('Somebody else')
  await page.keyboard.press('Escape')
  await form.getByRole('button', { name: 'Keep editing' }).waitFor()
  await walker.look('Unsaved form')
  await form.getByRole('button', { name: 'Discard changes' }).click()
  await form.waitFor({ state: 'detached' })
}

/** Without a book there is one screen more, and without the network a line above each. */
async function walkOtherStates(): Promise<void> {
  await withWorkstation(ADMINISTRATOR, async (page) => {
    const { walk } = createWalker(page, pictures, walker)
    await signIn(page, ADMINISTRATOR)
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor({ timeout: SYNC_TIMEOUT })
    await walk(WITHOUT_BOOK)
  })
}

/** An id of the book for each parameter that addresses have. */
async function findIds(page: Page): Promise<Record<string, string | undefined>> {
  const { rows } = await ask(page, 'households.list', { sort: 'marketValue', descending: true })
  const meetings = await ask(page, 'meetings.list', {})
  return { householdId: rows[0]?.id, meetingId: meetings[0]?.id }
}

/** @throws Error where an address has a parameter that nobody has given a value. */
function addressOf(pattern: string, ids: Readonly<Record<string, string | undefined>>): string {
  return parametersOf(pattern).reduce((address, name) => {
    const id = ids[name]
    if (id === undefined) throw new Error(`${pattern}: say in findIds where an id for :${name} comes from.`)
    return address.replace(`:${name}`, id)
  }, pattern)
}

async function ask<C extends ChannelName>(page: Page, channel: C, input: CallInput<C>): Promise<OutputOf<C>> {
  const reply = await page.evaluate(([name, given]) => (window as never as Bridge).workstation.invoke(name, given), [
    channel,
    input,
  ] as const)
  if (!reply.ok) throw new Error(`${channel}: ${reply.message}`)
  return reply.value as OutputOf<C>
}

interface Bridge {
  readonly workstation: {
    invoke(channel: string, input: unknown): Promise<{ ok: boolean; value?: unknown; message?: string }>
  }
}

test('every screen the router knows was walked', () => {
  expect(screens.filter((pattern) => !walker.seen.some((name) => name.startsWith(pattern)))).toEqual([])
  // What the walk opens it finds by name; were it to find nothing any more, that would pass unseen.
  expect(walker.seen).toEqual(expect.arrayContaining(OPENED))
})

test.each(WAYS)('every screen can be read and used by everyone: %s', (way) => {
  expect(walker.findings[way]).toEqual({})
})
