import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { households } from '#shared/records/households.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const [ADVISER] = DEMO_USERS
const PATIENCE = SYNC_TIMEOUT
const artefacts = resolve('artifacts', 'tests', 'household-list')

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('household-list', 12)
  await launch()
  await work.signIn()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

async function launch(): Promise<void> {
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'household-list')
  await page.setViewportSize({ width: 1280, height: 800 })
}

const upToDate = () => work.status(/Up to date/)
const findBarriers = () => work.findBarriers(true)
/** More of one of the adviser's households, in the firm's database. */
async function addHouseholds(count: number): Promise<void> {
  const columns = columnsOf(households).join(', ')
  await askFirm(
    place.firm,
    `INSERT INTO households (${columns})
     SELECT ${columns} FROM generate_series(1, $2::int) AS number, LATERAL (
       SELECT (jsonb_populate_record(household, jsonb_build_object('id', gen_random_uuid(), 'version', 1,
         'name', 'Zz household ' || number, 'primary_person_id', NULL))).*
       FROM households AS household WHERE advisor_id = $1 LIMIT 1) AS added`,
    [ADVISER.id, count],
  )
}

const picture = (name: string) => page.screenshot({ path: join(artefacts, `${name}.png`), animations: 'disabled' })
const grid = () => page.getByRole('grid', { name: 'Households' })
const tiersAtFirm = () =>
  askFirm(place.firm, `SELECT count(*)::int AS n FROM households WHERE advisor_id = $1 AND service_tier = 'bronze'`, [
    ADVISER.id,
  ])

test('with the keyboard: rows are marked, changed together, taken back, exported; the view outlives a restart', async () => {
  await grid().waitFor({ timeout: PATIENCE })
  await picture('list')
  const [before] = await tiersAtFirm()
  await grid().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.getByRole('status').filter({ hasText: '2 marked' }).waitFor()
  await page.keyboard.press('Control+a')
  await page.getByRole('status').filter({ hasText: '12 marked' }).waitFor()
  await picture('marked')
  const barriers = await findBarriers()

  await page.getByRole('button', { name: 'Change…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Change 12 households' })
  await dialog.getByRole('button', { name: 'Change 12 households' }).press('Enter')
  await dialog.getByText('Choose what to change').waitFor()
  await dialog.getByRole('combobox', { name: 'Service tier' }).selectOption('Bronze')
  await dialog.getByRole('checkbox', { name: 'Set the date of the next review' }).press('Space')
  await dialog.getByRole('textbox', { name: 'Next review' }).fill('1 Mar 2027')
  await dialog.getByRole('textbox', { name: 'Next review' }).press('Tab')
  await picture('change')
  barriers.push(...(await findBarriers()))
  await dialog.getByRole('button', { name: 'Change 12 households' }).press('Enter')
  // A terminated household has no next review: where there is one, nothing is changed, and it is named.
  const refused = dialog.getByText(/Nothing was changed/)
  const toast = page.getByRole('alert').filter({ hasText: 'changed.' })
  await refused.or(toast).first().waitFor({ timeout: PATIENCE })
  const wasRefused = await refused.isVisible()
  if (wasRefused) {
    await picture('refused')
    await dialog.getByRole('checkbox', { name: 'Set the date of the next review' }).press('Space')
    await dialog.getByRole('button', { name: 'Change 12 households' }).press('Enter')
  }
  await toast.waitFor({ timeout: PATIENCE })
  await upToDate()
  await expect.poll(tiersAtFirm, { timeout: 60_000 }).toEqual([{ n: 12 }])
  await toast.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(tiersAtFirm, { timeout: 60_000 }).toEqual([before])

  const path = join(place.profileFolder, '..', 'list.csv')
  await workstation.answerSaveDialog(path)
  await page.getByRole('combobox', { name: 'Data quality' }).selectOption('Something missing')
  await page.getByRole('button', { name: 'Data' }).press('Enter')
  await page.getByRole('button', { name: 'Export…' }).first().press('Enter')
  const exporting = page.getByRole('dialog', { name: 'Export as CSV' })
  await exporting.getByRole('button', { name: 'Choose where to save' }).press('Enter')
  await exporting.getByText('Say what the list is for').waitFor()
  await exporting.getByRole('textbox', { name: 'What is it for?' }).fill('Review of data quality')
  await picture('export')
  barriers.push(...(await findBarriers()))
  await exporting.getByRole('button', { name: 'Choose where to save' }).press('Enter')
  await exporting.waitFor({ state: 'detached' })
  const lines = readFileSync(path, 'utf8').trim().split('\r\n')
  const shown = Number(await grid().getAttribute('aria-rowcount')) - 1
  const sorting = await page.getByRole('columnheader', { name: 'Data' }).getAttribute('aria-sort')
  await picture('narrowed')

  await page.waitForTimeout(600)
  await workstation.close()
  await launch()
  await grid().waitFor({ timeout: PATIENCE })
  await page.getByText(`${shown} of 12`).waitFor({ timeout: PATIENCE })
  const kept = {
    quality: await page.getByRole('combobox', { name: 'Data quality' }).inputValue(),
    sorting: await page.getByRole('columnheader', { name: 'Data' }).getAttribute('aria-sort'),
  }
  await grid().getByRole('link').first().click()
  const card = page.getByRole('region', { name: 'Data quality' })
  await card.waitFor({ timeout: PATIENCE })
  await picture('household')
  await card.scrollIntoViewIfNeeded()
  await picture('quality')
  const gaps = await card.getByRole('listitem').count()
  await upToDate()
  await expect
    .poll(() => askFirm(place.firm, `SELECT reason FROM audit_events WHERE action = 'export' AND origin = 'laptop'`), {
      timeout: 60_000,
    })
    .toMatchObject([
      { reason: expect.stringMatching(`^Households, ${shown} rows as CSV. Purpose: Review of data quality.`) },
    ])

  expect({
    barriers,
    rows: lines.length - 1,
    mode: (statSync(path).mode & 0o777).toString(8),
    kept,
    hasGaps: gaps > 0,
  }).toEqual({
    barriers: [],
    rows: shown,
    mode: '600',
    kept: { quality: 'below_100', sorting },
    hasGaps: true,
  })
})

test('a longer list is fetched as it comes into sight: to its end and back, found, sorted, and marked whole', async () => {
  await page.getByRole('link', { name: 'Households', exact: true }).click()
  await page.getByRole('button', { name: 'Household', exact: true }).click()
  await page.getByRole('combobox', { name: 'Data quality' }).selectOption('Any data quality')
  await addHouseholds(390)
  await page.getByText('402 households').waitFor({ timeout: PATIENCE })
  await grid().focus()
  await page.keyboard.press('End')
  const last = grid().locator('[role="row"][aria-rowindex="403"]')
  await last.getByRole('link', { name: 'Zz household 390', exact: true }).waitFor({ timeout: PATIENCE })
  await picture('end')
  const active = await grid().getAttribute('aria-activedescendant')
  const isActive = active !== null && active === (await last.getAttribute('id'))
  const drawn = await grid().getByRole('row').count()
  await page.keyboard.press('PageUp')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /Zz household 3[67]\d/ }).waitFor({ timeout: PATIENCE })
  await page.goBack()
  // Back where one was, and from there to the beginning.
  const opened = grid()
    .locator('[role="row"][data-active="true"]')
    .getByText(/Zz household 3[67]\d/)
  await opened.waitFor({ timeout: PATIENCE })
  await grid().focus()
  await page.keyboard.press('Control+a')
  await page.getByRole('status').filter({ hasText: '402 marked' }).waitFor({ timeout: PATIENCE })
  await page.getByRole('searchbox', { name: 'Search households' }).fill('zz 389')
  await page.getByText('1 of 402').waitFor({ timeout: PATIENCE })
  await page.getByRole('status').filter({ hasText: '1 marked' }).waitFor({ timeout: PATIENCE })
  await page.getByRole('searchbox', { name: 'Search households' }).fill('')
  await page.getByText('402 households').waitFor({ timeout: PATIENCE })
  await page.getByRole('button', { name: 'Household', exact: true }).click()
  await grid()
    .locator('[role="row"][aria-rowindex="2"]')
    .getByText('Zz household 390', { exact: true })
    .waitFor({ timeout: PATIENCE })
  const barriers = await findBarriers()

  expect({ isActive, isShort: drawn < 60, barriers }).toEqual({ isActive: true, isShort: true, barriers: [] })
})
