import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleAll } from '#build/bundle/bundle.ts'
import { writePolicy } from '#build/commands/write-policy.ts'
import { type DemoFirm, startDemoFirm } from '#build/demo/demo-firm.ts'
import { askFirm } from '#build/demo/firm-facts.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const [ADVISER] = DEMO_USERS
const PATIENCE = SYNC_TIMEOUT
const artefacts = resolve('artifacts', 'tests', 'household-list')

let folder: string
let firm: DemoFirm
let policyFile: string
let profileFolder: string
let workstation: Workstation
let page: Page

beforeAll(async () => {
  mkdirSync(artefacts, { recursive: true })
  await bundleAll()
  folder = mkdtempSync(join(tmpdir(), 'adviser-list-'))
  firm = await startDemoFirm(join(folder, 'database'), 12, () => undefined)
  profileFolder = join(folder, 'profile')
  mkdirSync(profileFolder)
  policyFile = writePolicy(join(folder, 'policy.json'), firm, { pollSeconds: 1 })
  await launch()
  await page.getByRole('textbox', { name: 'Login' }).fill(ADVISER.login)
  await page.getByRole('textbox', { name: 'Password' }).fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await upToDate()
})
afterAll(async () => {
  await workstation?.close()
  await firm?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function launch(): Promise<void> {
  workstation = await launchStandIn({ profileFolder, policyFile, headless: true })
  page = workstation.page
  await page.setViewportSize({ width: 1280, height: 800 })
}

async function upToDate(): Promise<void> {
  await page
    .getByRole('status', { name: 'Sync status' })
    .filter({ hasText: 'Up to date' })
    .waitFor({ timeout: PATIENCE })
}

async function findBarriers(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

const picture = (name: string) => page.screenshot({ path: join(artefacts, `${name}.png`), animations: 'disabled' })
const grid = () => page.getByRole('grid', { name: 'Households' })
const tiersAtFirm = () =>
  askFirm(firm, `SELECT count(*)::int AS n FROM households WHERE advisor_id = $1 AND service_tier = 'bronze'`, [
    ADVISER.id,
  ])

test('with the keyboard: rows are marked, changed together, taken back, exported; the view outlives a restart', async () => {
  await grid().waitFor({ timeout: PATIENCE })
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

  const path = join(folder, 'list.csv')
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
  await card.scrollIntoViewIfNeeded()
  await picture('quality')
  const gaps = await card.getByRole('listitem').count()
  await upToDate()
  await expect
    .poll(() => askFirm(firm, `SELECT reason FROM audit_events WHERE action = 'export' AND origin = 'laptop'`), {
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
