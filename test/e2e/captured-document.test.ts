import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { writePdf } from '#build/demo-firm/pdf.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type StandIn } from '#test/support/electron/stand-in.ts'

const pictures = resolve('artifacts', 'tests', 'captured-document')
const WORD = 'Quixotewitz'

/** Three pages; the second one alone says the word. */
const deed = Buffer.from(
  writePdf({
    title: 'Deed of trust',
    createdOn: '2026-01-31',
    lines: Array.from({ length: 100 }, (_, line) =>
      line === 58 ? `The successor trustee is ${WORD}, of Lisbon.` : `Article ${line + 1}. The trustee keeps accounts.`,
    ),
  }),
)

let place: WorkPlace
let workstation: StandIn
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('captured-document')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'captured-document')
  await work.signIn()
  await page.setViewportSize({ width: 1280, height: 800 })
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

const status = (text: string) => work.status(new RegExp(text))
const goTo = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()

/** As an adviser sees it, light and dark. */
async function picture(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`), animations: 'disabled' })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/** What a screen reader or somebody without a mouse would stumble over. */
async function findBarriers(within: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(within).setLegacyMode(true).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

async function addDeed(): Promise<string> {
  await page.getByRole('grid', { name: 'Households' }).getByRole('row').nth(1).click()
  await page.getByRole('tab', { name: 'Documents' }).click()
  await page.getByRole('button', { name: 'Add a document' }).click()
  await page.getByLabel('File').setInputFiles({ name: 'deed.pdf', mimeType: 'application/pdf', buffer: deed })
  await page.getByRole('textbox', { name: 'Title' }).fill('Signed at the table')
  await page.getByRole('button', { name: 'Add document', exact: true }).click()
  const said = page.getByText('Document saved on this laptop')
  await said.waitFor()
  return said.innerText()
}

/** Finds the word and opens what it is in, without a mouse. */
async function openByKeyboard(): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByLabel('Search everything').fill(WORD)
  await page.getByRole('dialog').locator('mark').first().waitFor()
  await picture('palette')
  await page.locator('[data-action][data-selected]').filter({ hasText: WORD }).waitFor()
  await page.keyboard.press('Enter')
}

const shownPage = (number: number) => page.getByRole('img', { name: `Signed at the table, page ${number} of 3` })

/** Where the top of a page stands in the window, as a share of its height; null before it is drawn. */
async function placeOf(number: number): Promise<number | null> {
  const box = await shownPage(number).boundingBox()
  return box && box.y / 800
}

test('offline, a PDF is added, found by a word of its second page, and opened there; back online it is filed', async () => {
  place.network.cut()
  await page.keyboard.press('Escape')
  await status('Offline')
  await goTo('Households')
  const said = await addDeed()
  await picture('added')
  await goTo('Tasks')
  await openByKeyboard()
  await shownPage(2).waitFor()
  const isFocused = () => page.evaluate(() => document.activeElement?.querySelector('canvas')?.ariaLabel ?? '')
  await expect.poll(isFocused, { timeout: 10_000 }).toBe('Signed at the table, page 2 of 3')
  await picture('second-page')
  const top = await placeOf(2)
  const barriers = await findBarriers('.mantine-Modal-body')
  await page.keyboard.press('Escape')
  await shownPage(2).waitFor({ state: 'detached' })
  const selected = await page.getByRole('tab', { selected: true }).innerText()
  place.network.restore()
  await status('Up to date')
  const filed = () =>
    askFirm(
      place.firm,
      `SELECT page_number FROM document_pages AS page JOIN document_versions AS version ON version.id = page.version_id
       JOIN documents ON documents.id = version.document_id WHERE title = 'Signed at the table' ORDER BY page_number`,
    )
  await expect.poll(filed, { timeout: SYNC_TIMEOUT, interval: 500 }).toHaveLength(3)

  expect({ said, isAtTop: top !== null && top >= 0 && top < 0.5, selected, barriers }).toEqual({
    said: expect.stringContaining('Search finds what it says.'),
    isAtTop: true,
    selected: 'Documents',
    barriers: [],
  })
})

test('the book is verified when somebody asks for it, and offline it says why not', async () => {
  await goTo('Sync')
  const outcome = page.getByRole('status', { name: 'Outcome of the comparison' })
  await page.getByRole('button', { name: 'Verify book' }).click()
  await outcome.getByText('Nothing differs').waitFor({ timeout: SYNC_TIMEOUT })
  const well = await outcome.innerText()
  await picture('verified')
  place.network.cut()
  await status('Offline')
  await page.getByRole('button', { name: 'Verify book' }).click()
  await outcome.getByText('could not be compared').waitFor({ timeout: SYNC_TIMEOUT })
  await picture('not-verified')
  const barriers = await findBarriers('main')
  const offline = await outcome.innerText()
  place.network.restore()

  expect({ well, offline, barriers }).toEqual({
    well: expect.stringMatching(/^Nothing differs: [\d,]{3,} rows of \d households and of the firm’s tables are here/),
    offline: expect.stringMatching(/cannot be reached.*Your book is as of/),
    barriers: [],
  })
})
