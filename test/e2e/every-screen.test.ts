import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleAll } from '#build/bundle/bundle.ts'
import { writePolicy } from '#build/commands/write-policy.ts'
import { type DemoFirm, startDemoFirm } from '#build/demo/demo-firm.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { placesFor } from '#renderer/app/places.ts'
import { launchStandIn, type StandIn } from '#test/support/electron/stand-in.ts'

const HOUSEHOLDS = 12
const WINDOW = { width: 1280, height: 800 }
/** A window of the same size at 200%: WCAG 2.2, 1.4.10 and 1.4.4. */
const ZOOMED = { width: WINDOW.width / 2, height: WINDOW.height / 2 }
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const pictures = resolve('artifacts', 'tests', 'every-screen')

let folder: string
let firm: DemoFirm
let workstation: StandIn
let page: Page
let signInProblems: string[]
let screens: readonly Screen[]

interface Screen {
  readonly label: string
  readonly address: string
  /** Of its heading: the screen is here when that is. */
  readonly title: string
}

beforeAll(async () => {
  await bundleAll()
  mkdirSync(pictures, { recursive: true })
  folder = mkdtempSync(join(tmpdir(), 'adviser-screens-'))
  firm = await startDemoFirm(join(folder, 'database'), HOUSEHOLDS, () => undefined)
  const profileFolder = join(folder, 'profile')
  mkdirSync(profileFolder)
  const policyFile = writePolicy(join(folder, 'policy.json'), firm, { pollSeconds: 1 })
  workstation = await launchStandIn({ profileFolder, policyFile })
  page = workstation.page
  await page.setViewportSize(WINDOW)
  await page.getByRole('textbox', { name: 'Login' }).fill(DEMO_USERS[0].login)
  signInProblems = await findProblems()
  await page.getByRole('textbox', { name: 'Password' }).fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('status', { name: 'Sync status' })
    .filter({ hasText: 'Up to date' })
    .waitFor({ timeout: 120_000 })
  screens = await findScreens()
})
afterAll(async () => {
  await workstation?.close()
  await firm?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The places of the navigation, and one page of each kind that they lead to. */
async function findScreens(): Promise<Screen[]> {
  const places = placesFor('adviser').map(({ to, label }) => ({ label, address: to, title: label }))
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Households' }).click()
  await page.getByRole('grid', { name: 'Households' }).getByRole('link').first().click()
  await page.waitForURL(/households\/[0-9a-f-]{36}/)
  const household = await screenNow('Household')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Meetings' }).click()
  await page.getByRole('main').getByRole('link').first().click()
  await page.waitForURL(/meetings\/[0-9a-f-]{36}/)
  return [...places, household, await screenNow('Meeting pack')]
}

async function screenNow(label: string): Promise<Screen> {
  const title = await page.getByRole('heading', { level: 1 }).innerText()
  return { label, address: new URL(page.url()).hash.slice(1), title }
}

async function show({ address, title }: Pick<Screen, 'address' | 'title'>): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, address)
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
}

/** What axe objects to on the whole screen. */
async function findProblems(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Whether somebody would have to scroll sideways to read the screen. */
const overflows = () =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1)

async function choose(scheme: 'Light' | 'Dark'): Promise<void> {
  await show({ address: '/settings', title: 'Settings' })
  await page.getByRole('radio', { name: scheme, exact: true }).press('Space')
  await page.locator(`html[data-mantine-color-scheme="${scheme.toLowerCase()}"]`).waitFor()
}

/** Walks all screens. @returns what is wrong, by screen; nothing for a screen that is as it should be. */
async function walk(name: string, look: () => Promise<string[]>): Promise<Record<string, string[]>> {
  const wrong: Record<string, string[]> = {}
  for (const screen of screens) {
    const { label } = screen
    await show(screen)
    const problems = await look()
    if (problems.length > 0) wrong[label] = problems
    const file = `${label.toLowerCase().replaceAll(' ', '-')}-${name}.png`
    await page.screenshot({ path: join(pictures, file), animations: 'disabled' })
  }
  return wrong
}

test('the sign-in can be used by everyone', () => {
  expect(signInProblems).toEqual([])
})

test.each(['Light', 'Dark'] as const)('every screen can be used by everyone: %s', async (scheme) => {
  await page.setViewportSize(WINDOW)
  await choose(scheme)

  const wrong = await walk(scheme.toLowerCase(), findProblems)

  expect(wrong).toEqual({})
})

test('at 200% nothing of a screen is cut off at the side', async () => {
  await page.setViewportSize(WINDOW)
  await choose('Light')
  await page.setViewportSize(ZOOMED)

  const wrong = await walk('zoomed', async () => ((await overflows()) ? ['has to be scrolled sideways'] : []))

  expect(wrong).toEqual({})
})
