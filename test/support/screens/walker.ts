import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'
import { findCut, findCutRings, lengthenLabels } from './find-cut.ts'

export const WINDOW = { width: 1280, height: 800 }
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** How each screen is looked at. Zoom makes the window smaller for the page: WCAG 2.2, 1.4.4 and 1.4.10. */
export const WAYS = ['light', 'dark', 'at 125%', 'at 200%', 'with German-length labels'] as const
/** A dialog is as wide as it is at 100%, or as the window: the steps between show nothing new. */
const OPENED_WAYS: readonly Way[] = WAYS.filter((way) => way !== 'at 125%')
export type Way = (typeof WAYS)[number]

/** What is wrong, by screen. */
export type Findings = Record<string, string[]>

/** Names of buttons that lead to a dialog. */
const LEADS_TO_DIALOG = /…$|^(Add|Edit|New|Change|Open)\b/

interface Report {
  /** What was looked at: screens, their tabs, and what opened from them. */
  readonly seen: string[]
  readonly findings: Record<Way, Findings>
}

export interface Walker extends Report {
  goTo(address: string): Promise<void>
  look(name: string): Promise<void>
  /** Looks at a screen with each of its tabs, and at each dialog, menu, and calendar that opens from there. */
  walk(name: string): Promise<void>
}

const emptyReport = (): Report => ({
  seen: [],
  findings: { light: {}, dark: {}, 'at 125%': {}, 'at 200%': {}, 'with German-length labels': {} },
})

/** Looks at the screens of a window; with a report given, what it finds is added there. */
export function createWalker(page: Page, pictures: string, { seen, findings }: Report = emptyReport()): Walker {
  mkdirSync(pictures, { recursive: true })

  async function look(name: string, ways: readonly Way[] = WAYS): Promise<void> {
    seen.push(name)
    for (const way of ways) {
      const problems = await lookIn(page, way, join(pictures, `${fileName(name)}-${fileName(way)}.png`))
      if (problems.length > 0) findings[way][name] = problems
    }
  }

  async function walk(name: string): Promise<void> {
    const opened = new Set<string>()
    const tabs = await page.getByRole('main').getByRole('tab').all()
    for (const tab of tabs.length === 0 ? [null] : tabs) {
      await tab?.click()
      await settle(page)
      const label = tab === null ? name : `${name}, ${await tab.innerText()}`
      await look(label)
      await openAll(page, opened, (what) => look(`${label}: ${what}`, OPENED_WAYS))
    }
  }
  return { seen, findings, goTo: (address) => goTo(page, address), look, walk }
}

async function lookIn(page: Page, way: Way, picture: string): Promise<string[]> {
  const zoom = way === 'at 125%' ? 1.25 : way === 'at 200%' ? 2 : 1
  await page.emulateMedia({ colorScheme: way === 'dark' ? 'dark' : 'light' })
  await page.setViewportSize({ width: WINDOW.width / zoom, height: WINDOW.height / zoom })
  const restore = way === 'with German-length labels' ? await lengthenLabels(page) : null
  await settle(page)
  const problems = way === 'light' || way === 'dark' ? await findBarriers(page) : await findCut(page)
  if (way === 'light') problems.push(...(await findCut(page)), ...(await findCutRings(page)))
  await page.screenshot({ path: picture, animations: 'disabled' })
  await restore?.()
  await page.setViewportSize(WINDOW)
  await page.emulateMedia({ colorScheme: 'light' })
  return problems
}

/**
 * What axe objects to on the whole screen, but for what lies dimmed behind a modal dialog, which was looked at before. In
 * its own page axe would leave this one in the background, half drawn.
 */
async function findBarriers(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES)
  const modal = page.locator('[aria-modal="true"]').filter({ visible: true })
  if ((await modal.count()) > 0) axe.exclude('#root main')
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`)
}

/** Opens whatever opens, once for each name, and closes it again. */
async function openAll(page: Page, opened: Set<string>, look: (what: string) => Promise<void>): Promise<void> {
  const main = page.getByRole('main')
  const candidates = [
    ...(await main.getByRole('button', { name: LEADS_TO_DIALOG }).and(page.locator(':not([type="submit"])')).all()),
    ...(await main.locator('button[aria-haspopup="menu"]').all()),
    ...(await main.locator('[data-dates-input="true"], input[aria-haspopup="dialog"]').all()),
  ]
  for (const candidate of candidates) {
    const name = await nameOf(candidate)
    if (opened.has(name) || !(await candidate.isVisible()) || !(await candidate.isEnabled())) continue
    opened.add(name)
    await candidate.click()
    if (!(await appears(page))) continue
    await settle(page)
    await look(name)
    await closeOpened(page)
  }
}

const openedThings = (page: Page) =>
  page.locator('[role="dialog"], [role="menu"], .mantine-Popover-dropdown').filter({ visible: true })

async function appears(page: Page): Promise<boolean> {
  return openedThings(page)
    .first()
    .waitFor({ timeout: 700 })
    .then(
      () => true,
      () => false,
    )
}

export async function closeOpened(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await openedThings(page).first().waitFor({ state: 'detached', timeout: 5_000 })
}

/** An icon in one row of many stands for all of them: `Edit`, `More`. */
async function nameOf(candidate: Locator): Promise<string> {
  const label = await candidate.getAttribute('aria-label')
  if (label !== null) return label.split(/[ :]/)[0] ?? ''
  const text = await candidate.innerText()
  return text || candidate.evaluate((input) => `calendar of ${(input as HTMLInputElement).labels?.[0]?.textContent}`)
}

/**
 * Goes to an address as a link would, and waits until its screen is there. Screens come as transitions: the one before
 * stays until the next is loaded, so that its heading, which may have the same words, is not what to wait for.
 */
async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    for (const heading of document.querySelectorAll('h1')) heading.dataset.before = ''
    location.hash = hash
  }, address)
  await page.locator('h1:not([data-before])').first().waitFor({ timeout: 60_000 })
  await settle(page)
}

/** Waits until nothing is on its way: nothing is being loaded, nothing moves. */
export async function settle(page: Page): Promise<void> {
  const onItsWay = page.locator('.mantine-Skeleton-root, .mantine-Loader-root').first()
  await onItsWay.waitFor({ state: 'detached', timeout: 60_000 })
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
}

const fileName = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
