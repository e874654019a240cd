import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { localDay } from '#shared/domain/dates.ts'
import { sumOf } from '#shared/domain/money.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const PATIENCE = SYNC_TIMEOUT
const artefacts = resolve('artifacts', 'tests', 'figures')

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('figures', 48)
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'figures')
  await work.signIn()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

async function openHousehold({ id, name }: { readonly id: string; readonly name: string }): Promise<void> {
  await page.evaluate((address) => window.location.assign(address), `#/households/${id}`)
  await page.getByRole('heading', { name, level: 1 }).waitFor({ timeout: PATIENCE })
}

/** The largest of the clients. */
async function largestHousehold() {
  const { rows } = await work.ask('households.list', { sort: 'marketValue', descending: true })
  const household = rows.find(({ status: state }) => state === 'active')
  if (household === undefined) throw new Error('the demonstration firm has no active household')
  return household
}

/** At the desk, on half a screen, and in the dark. */
async function picture(name: string): Promise<void> {
  for (const [suffix, width, colorScheme] of [
    ['', 1440, 'light'],
    ['-narrow', 760, 'light'],
    ['-dark', 1440, 'dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 1000 })
    await page.screenshot({ path: join(artefacts, `${name}${suffix}.png`) })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a total opens, by the keyboard, into accounts, positions, and prices that add up to exactly it', async () => {
  const household = await largestHousehold()
  const householdId = household.id
  const told = await work.ask('portfolio.explain', { householdId })
  await openHousehold(household)
  const opener = page.getByRole('button', { name: /^Market value .* what it is made of/ })
  await opener.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/add up to exactly/).waitFor({ timeout: PATIENCE })
  await picture('explained')
  const shown = (await dialog.textContent()) ?? ''
  const barriers = await work.findBarriers(true)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const focusReturned = await opener.evaluate((element) => element === document.activeElement)
  await page
    .getByRole('table', { name: 'Holdings by asset class' })
    .getByRole('button', { name: /^US equity .* what it is made of/ })
    .click()
  await dialog.getByText(/add up to exactly/).waitFor({ timeout: PATIENCE })
  await picture('explained-class')
  await page.keyboard.press('Escape')
  const symbols = told.parts.flatMap(({ positions }) => positions.map(({ symbol }) => symbol))

  expect({
    total: told.total,
    unseen: symbols.filter((symbol) => !shown.includes(symbol)),
    sources: shown.includes('Northgate market data'),
    focusReturned,
    barriers,
  }).toEqual({ total: household.marketValue, unseen: [], sources: true, focusReturned: true, barriers: [] })
})

test('gains of a year and the lots held stand by term, and the table of sales opens by the keyboard', async () => {
  const household = await largestHousehold()
  const year = new Date().getFullYear() - 1
  const told = await work.ask('portfolio.gains', { householdId: household.id, year })
  await openHousehold(household)
  await page.getByRole('tab', { name: 'Holdings' }).press('Enter')
  const section = page.getByRole('region', { name: 'Gains and losses' })
  await section.getByRole('combobox', { name: 'Tax year' }).selectOption(String(year))
  await section.getByText(`Realized in ${year}`).waitFor({ timeout: PATIENCE })
  await section.scrollIntoViewIfNeeded()
  await picture('gains')
  await section.getByRole('radio', { name: 'Lots held' }).press('ArrowRight')
  await section.getByRole('table', { name: 'Sales' }).waitFor()
  await picture('sales')
  const shown = (await section.textContent()) ?? ''
  const symbols = told.sales.map(({ symbol }) => symbol)

  expect({
    sales: symbols.length > 0,
    unseen: symbols.filter((symbol) => !shown.includes(symbol)),
    barriers: await work.findBarriers(true),
  }).toEqual({ sales: true, unseen: [], barriers: [] })
})

test('the book’s minimum distributions stand in one list, what is missing first, and with their household', async () => {
  const told = await work.ask('portfolio.distributions', { householdId: null })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Distributions' }).press('Enter')
  await page.getByRole('heading', { name: 'Distributions', level: 1 }).waitFor({ timeout: PATIENCE })
  const table = page.getByRole('table', { name: 'Minimum distributions' })
  await table.waitFor({ timeout: PATIENCE })
  await picture('distributions')
  const shown = (await table.textContent()) ?? ''
  const barriers = await work.findBarriers(true)
  await table.getByRole('link').first().press('Enter')
  await page.getByRole('heading', { name: 'Distributions', level: 1 }).waitFor({ state: 'detached' })
  await page.getByRole('region', { name: 'Minimum distributions' }).waitFor({ timeout: PATIENCE })
  await picture('household-distributions')

  expect({
    rows: told.length > 0,
    reckoned: told.some(({ required }) => required !== null),
    unseen: told.filter(({ ownerName, householdName }) => !shown.includes(ownerName) || !shown.includes(householdName)),
    barriers: [...barriers, ...(await work.findBarriers(true))],
  }).toEqual({ rows: true, reckoned: true, unseen: [], barriers: [] })
})

test('single securities and cash stand beside the total, marked by the thresholds', async () => {
  const household = await largestHousehold()
  const told = await work.ask('portfolio.exposure', { householdId: household.id })
  await openHousehold(household)
  const section = page.getByRole('region', { name: 'Concentration and cash' })
  await section.waitFor({ timeout: PATIENCE })
  await section.scrollIntoViewIfNeeded()
  await picture('exposure')
  const shown = (await section.textContent()) ?? ''
  const expected = [...told.singles.slice(0, 4).map(({ symbol }) => symbol), 'Cash', 'above 20%']

  expect({
    singles: told.singles.length > 0,
    unseen: expected.filter((text) => !shown.includes(text)),
    total: told.total,
    barriers: await work.findBarriers(true),
  }).toEqual({ singles: true, unseen: [], total: household.marketValue, barriers: [] })
})

test('a household stands beside its target, opens into what a class is made of, and takes another target by the form', async () => {
  const household = await largestHousehold()
  const before = await work.ask('households.get', { householdId: household.id })
  const [own] = before.targets
  await openHousehold(household)
  const section = page.getByRole('region', { name: 'Allocation and target' })
  await section.waitFor({ timeout: PATIENCE })
  await section.scrollIntoViewIfNeeded()
  await picture('target')
  const shown = (await section.textContent()) ?? ''
  await section.getByRole('button', { name: /^Cash .* what it is made of/ }).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/add up to exactly/).waitFor({ timeout: PATIENCE })
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const barriers = await work.findBarriers(true)

  await page.getByRole('button', { name: 'Edit the household' }).press('Enter')
  const choice = dialog.getByRole('combobox', { name: 'Target model' })
  await choice.locator('option', { hasText: 'Harbour Growth' }).waitFor({ state: 'attached', timeout: PATIENCE })
  await choice.selectOption({ label: 'Harbour Growth' })
  await picture('target-form')
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  await section.getByText(/Harbour Growth, in force since/).waitFor({ timeout: PATIENCE })
  await work.status(/Up to date/)
  const after = await work.ask('households.get', { householdId: household.id })

  expect({
    beside: [own?.accountId, own?.model],
    total: own?.allocation?.total,
    unseen: own?.allocation?.rows.filter(({ label, actual }) => !shown.includes(label) || !shown.includes(actual)),
    moves: own?.allocation?.rows.length,
    after: [after.targets[0]?.model, after.state],
    barriers: [...barriers, ...(await work.findBarriers(true))],
  }).toEqual({
    ...{ beside: [null, 'Harbour Income'], total: household.marketValue, unseen: [], moves: expect.any(Number) },
    ...{ after: ['Harbour Growth', 'synced'], barriers: [] },
  })
})

test('what was charged otherwise than agreed stands in one list, and opens into tiers and accounts that add up', async () => {
  const told = await work.ask('portfolio.feeExceptions', { on: todayHere() })
  const first = told.rows.find(({ state }) => state === 'over') ?? told.rows[0]
  if (first === undefined) throw new Error('the demonstration firm has no fee that does not agree')
  const fees = await work.ask('portfolio.fees', { householdId: first.householdId, on: todayHere() })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Fees' }).press('Enter')
  await page.getByRole('heading', { name: 'Fees', level: 1 }).waitFor({ timeout: PATIENCE })
  const table = page.getByRole('table', { name: 'Fee exceptions' })
  await table.waitFor({ timeout: PATIENCE })
  await picture('fees')
  const listed = (await table.textContent()) ?? ''
  const barriers = await work.findBarriers(true)
  await table.getByRole('link', { name: first.householdName }).first().press('Enter')
  await page.getByRole('tab', { name: 'Fees' }).press('Enter')
  const accounts = page.getByRole('table', { name: /^Accounts charged by/ }).first()
  await accounts.waitFor({ timeout: PATIENCE })
  await picture('household-fees')
  const shown = (await page.getByRole('tabpanel', { name: 'Fees' }).textContent()) ?? ''

  expect({
    unseen: told.rows.filter(
      ({ householdName, accountName }) => !listed.includes(householdName) || !listed.includes(accountName),
    ),
    wrong: fees.groups.filter(({ quarterly, accounts: own }) => sumOf(own.map(({ due }) => due ?? '0')) !== quarterly),
    unshown: fees.groups.flatMap(({ accounts: own }) => own).filter(({ name }) => !shown.includes(name)),
    barriers: [...barriers, ...(await work.findBarriers(true))],
  }).toEqual({ unseen: [], wrong: [], unshown: [], barriers: [] })
})

function todayHere(): string {
  return localDay(Date.now())
}
