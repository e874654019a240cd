import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type StandIn } from '#test/support/electron/stand-in.ts'

const HOUSEHOLDS = 12
const pictures = resolve('artifacts', 'tests', 'search')

let place: WorkPlace
let workstation: StandIn
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('search', HOUSEHOLDS)
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'search')
  await work.signIn()
  await page.setViewportSize({ width: 1280, height: 800 })
  // From here on only what is on the laptop is searched.
  place.network.cut()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

/** A household's surname of seven letters or more, with two letters in its middle swapped. */
async function findSurname(): Promise<{ surname: string; mistyped: string }> {
  const names = await page.getByRole('grid', { name: 'Households' }).getByRole('row').allInnerTexts()
  const surname = names
    .flatMap((row) => (row.split('\n')[0] ?? '').split(/[^\p{L}]+/u))
    .find((word) => /^[A-Z][a-z]{6,}$/.test(word) && word[3] !== word[4] && word !== 'Household')
  if (surname === undefined) throw new Error(`no long surname among ${names.join('; ')}`)
  return { surname, mistyped: `${surname.slice(0, 3)}${surname[4]}${surname[3]}${surname.slice(5)}` }
}

async function searchEverything(text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByLabel('Search everything').fill(text)
}

/** What axe objects to in the open palette. */
async function problems(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

test('offline, a mistyped name and a phrase of a document are found, and the palette and the list say so', async () => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Households' }).click()
  const { surname, mistyped } = await findSurname()
  await searchEverything(mistyped)
  const dialog = page.getByRole('dialog')
  const said = await dialog.getByRole('status').innerText()
  const found = await dialog.getByRole('button').filter({ hasText: surname }).first().innerText()
  await page.screenshot({ path: join(pictures, 'palette-typo.png'), animations: 'disabled' })
  const typoProblems = await problems()

  await dialog.getByLabel('Search everything').fill('prepaid fees refunded')
  const document = dialog.getByRole('button').filter({ hasText: 'prepaid fees are refunded' }).first()
  await document.waitFor()
  const marked = await document.locator('mark').allInnerTexts()
  await page.screenshot({ path: join(pictures, 'palette-document.png'), animations: 'disabled' })
  const documentProblems = await problems()
  await page.keyboard.press('Escape')

  await page.getByRole('searchbox', { name: 'Search households' }).fill(mistyped)
  const listed = page.getByRole('status').filter({ hasText: 'Showing results for' })
  await listed.waitFor()
  const rows = await page.getByRole('grid', { name: 'Households' }).getByText(surname).count()
  await page.screenshot({ path: join(pictures, 'list-typo.png'), animations: 'disabled' })

  expect({ said, found: found.includes(surname), listed: await listed.innerText(), rows: rows > 0, marked }).toEqual({
    said: `Showing results for ${surname}`,
    found: true,
    listed: `Showing results for ${surname}`,
    rows: true,
    marked: ['prepaid', 'fees', 'refunded'],
  })
  expect([typoProblems, documentProblems]).toEqual([[], []])
})
