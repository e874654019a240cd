import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Page } from 'playwright-core'
import { say } from '#build/commands/processes.ts'
import { openCache } from '#electron/cache/open-cache.ts'
import { createKeychain, keychainService } from '#electron/platform/keychain.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn } from '#test/support/electron/stand-in.ts'
import { medianOf, type PartResult, roundTo } from '../part.ts'
import { type Frames, holdKey, recordFrames, turnWheel } from './frames.ts'
import { fillLargeBook } from './large-book.ts'

const OPENED = 1_000
const SCROLLED = 100_000
const SECONDS = 6
const OPENINGS = 25
const PATIENCE = 120_000

const [, , report = ''] = process.argv

const place = await openWorkPlace('bench')
try {
  await bringBook(place)
  await growBook(place, OPENED)
  const opening = await withList(place, OPENED, measureOpening)
  await growBook(place, SCROLLED)
  const scrolling = await withList(place, SCROLLED, measureScrolling)
  const result: PartResult = {
    figures: { ...opening, ...scrolling.figures },
    ratios: scrolling.ratios,
    limits: {
      [`a household opens, of ${OPENED}, from click to painted`]: 100,
      'list to empty page, 95 of 100 frames within, wheel': 1.5,
      'list to empty page, 95 of 100 frames within, Page Down': 1.5,
    },
  }
  writeFileSync(report, JSON.stringify(result))
} finally {
  await place.close()
}

/** Lets the workstation make its book, from a small firm. */
async function bringBook({ network, ...launch }: WorkPlace): Promise<void> {
  const workstation = await launchStandIn({ ...launch, headless: true })
  await atWork(workstation.page, 'bench').signIn()
  await workstation.close()
  // What is added now must not be compared with the firm, which has none of it.
  network.cut()
}

async function growBook({ profileFolder }: WorkPlace, households: number): Promise<void> {
  say(`  a book of ${households} households`)
  const books = join(profileFolder, 'books')
  const name = readdirSync(books).find((entry) => entry.endsWith('.db')) ?? ''
  const keychain = createKeychain(keychainService('AdviserWorkstation', profileFolder))
  const key = Buffer.from((await keychain.get(`cache-key:${name.slice(0, -3)}`)) ?? '', 'hex')
  const db = openCache({ path: join(books, name), key, cipher: 'aegis256' })
  const known = Number(db.prepare(`SELECT count(*) FROM households WHERE name LIKE 'Household %'`).pluck().get())
  fillLargeBook(db, households, known)
  db.close()
}

async function withList<T>(
  { profileFolder, policyFile }: WorkPlace,
  households: number,
  measure: (page: Page) => Promise<T>,
): Promise<T> {
  const workstation = await launchStandIn({ profileFolder, policyFile, headless: true })
  try {
    const { page } = workstation
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.evaluate(() => {
      location.hash = '#/households'
    })
    const began = performance.now()
    await page.getByRole('grid', { name: 'Households' }).getByRole('link').first().waitFor({ timeout: PATIENCE })
    say(`  the list of ${households} was there after ${Math.round(performance.now() - began)} ms`)
    return await measure(page)
  } finally {
    await workstation.close()
  }
}

/** From the click on a row to the frame in which the household's own heading is painted. */
async function measureOpening(page: Page): Promise<Record<string, number>> {
  const times: number[] = []
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const rows = page.getByRole('grid', { name: 'Households' }).getByRole('link')
    await rows.first().waitFor()
    times.push(await openOne(page, 1 + (opening % 12)))
    await page.evaluate(() => {
      location.hash = '#/households'
    })
  }
  const sorted = [...times].sort((a, b) => a - b)
  return {
    [`a household opens, of ${OPENED}, from click to painted`]: roundTo(medianOf(times.slice(1)), 1),
    [`a household opens, of ${OPENED}, the slowest of ${OPENINGS}`]: roundTo(sorted.at(-1) ?? 0, 1),
    [`a household opens, of ${OPENED}, the first, whose screen is loaded with it`]: roundTo(times[0] ?? 0, 1),
  }
}

function openOne(page: Page, row: number): Promise<number> {
  return page.evaluate(
    (index) =>
      new Promise<number>((resolve) => {
        const link = document.querySelectorAll<HTMLElement>('[role="grid"] [role="row"] a')[index]
        const name = link?.textContent ?? ''
        const began = performance.now()
        const look = () => {
          const heading = document.querySelector('h1')
          const isThere = heading?.textContent?.includes(name) && document.querySelector('[role="tablist"]') !== null
          // The frame after the one in which it stands in the document has been painted when its own begins.
          if (isThere) requestAnimationFrame(() => resolve(performance.now() - began))
          else requestAnimationFrame(look)
        }
        link?.click()
        requestAnimationFrame(look)
      }),
    row,
  )
}

interface Scrolling {
  readonly figures: Record<string, number>
  readonly ratios: Record<string, number>
}

async function measureScrolling(page: Page): Promise<Scrolling> {
  const empty = await page.context().newPage()
  await empty.setViewportSize({ width: 1440, height: 900 })
  await empty.setContent('<div tabindex="0" style="height: 4200000px; background: linear-gradient(#fff, #ddd)"></div>')
  const pages = { list: page, empty }
  const measured: Record<string, Frames> = {}
  for (const [name, shown] of Object.entries(pages)) {
    await shown.bringToFront()
    await shown.mouse.move(700, 500)
    measured[`${name}, doing nothing`] = await recordFrames(shown, () => shown.waitForTimeout(1000 * SECONDS))
    measured[`${name}, wheel`] = await recordFrames(shown, () => turnWheel(shown, SECONDS))
    await (name === 'list' ? shown.getByRole('grid', { name: 'Households' }) : shown.locator('div')).focus()
    measured[`${name}, Page Down`] = await recordFrames(shown, () => holdKey(shown, 'PageDown', SECONDS))
  }
  const reached = await page.locator('[role="row"][data-active="true"]').getAttribute('aria-rowindex')
  await page.keyboard.press('End')
  const end = performance.now()
  await page.locator(`[role="row"][aria-rowindex="${SCROLLED + 1}"] a`).waitFor({ timeout: PATIENCE })
  const figures = Object.fromEntries(
    Object.entries(measured).flatMap(([name, frames]) =>
      Object.entries(frames).map(([of, figure]) => [
        `${name}: ${of}${of === 'late' ? ' (of 100 frames)' : ''}`,
        figure,
      ]),
    ),
  )
  const ratio = (how: string) => {
    const [list, nothing] = [measured[`list, ${how}`], measured[`empty, ${how}`]]
    return roundTo((list?.p95 ?? 0) / Math.max(nothing?.p95 ?? 0, 1), 2)
  }
  return {
    figures: {
      ...figures,
      'row reached by Page Down (rows)': Number(reached),
      'End to the last row shown': roundTo(performance.now() - end, 1),
    },
    ratios: {
      'list to empty page, 95 of 100 frames within, doing nothing': ratio('doing nothing'),
      'list to empty page, 95 of 100 frames within, wheel': ratio('wheel'),
      'list to empty page, 95 of 100 frames within, Page Down': ratio('Page Down'),
    },
  }
}
