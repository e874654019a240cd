import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { DEMO_OPERATIONS } from '#build/demo-firm/demo-users.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('whole-firm')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'whole-firm')
  await work.signIn(DEMO_OPERATIONS.login, /Live from the firm’s database/)
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

test('operations see the whole firm, live, and open any household; what needs a book is not offered', async () => {
  const grid = page.getByRole('grid', { name: 'Households' })
  const [{ count = 0 } = {}] = await askFirm(place.firm, 'SELECT count(*)::int AS count FROM households')
  await page.getByText(`${count} households`).waitFor()
  await work.picture('list')
  const barriers = await work.findBarriers()
  const places = await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts()
  const search = page.getByRole('searchbox', { name: 'Search households' })
  const name = (await grid.getByRole('link').first().innerText()).trim()
  await search.fill(name)
  await page.getByText(new RegExp(`of ${count} households`)).waitFor()
  await grid.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name }).waitFor()
  await work.picture('household')
  barriers.push(...(await work.findBarriers()))
  await page.getByRole('tab', { name: 'Documents' }).click()
  const adding = await page.getByRole('button', { name: 'Add a document' }).count()
  await work.picture('documents')

  expect({ barriers, places: places.map((text) => text.trim()), adding }).toEqual({
    barriers: [],
    places: ['Households', 'Tasks', 'Sync', 'Settings'],
    adding: 0,
  })
})

test('a posted transaction is reversed with a reason, both rows stay, and the right one is entered', async () => {
  await page.getByRole('tab', { name: 'Transactions' }).click()
  const button = page.getByRole('button', { name: /^Reverse / }).first()
  await button.waitFor()
  await work.picture('transactions')
  await button.press('Enter')
  const dialog = page.getByRole('dialog', { name: /^Reverse / })
  await dialog.getByRole('button', { name: 'Reverse', exact: true }).click()
  const needed = await dialog.getByText('Say why: the trail and the client’s history keep it').count()
  await work.picture('reversal')
  const barriers = await work.findBarriers()
  await dialog.getByLabel('Why is it taken back?').fill('Booked twice by the custodian')
  await dialog.getByRole('button', { name: 'Reverse', exact: true }).press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('Reversal: Booked twice by the custodian').first().waitFor()
  await work.picture('reversed')
  await page
    .getByRole('button', { name: /^Enter the right one/ })
    .first()
    .press('Enter')
  const form = page.getByRole('dialog', { name: 'Enter the right transaction' })
  await form.getByLabel('Net').fill('1')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByText(/is not gross less commission and fee/).waitFor()
  await work.picture('right')
  barriers.push(...(await work.findBarriers()))
  await form.getByLabel('Gross').fill('1')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  const right = await askFirm(
    place.firm,
    `SELECT count(*)::int AS booked FROM transactions JOIN users ON users.id = transactions.created_by
     WHERE users.login = $1 AND net_amount = 1 AND transactions.status = 'posted'`,
    [DEMO_OPERATIONS.login],
  )
  const rows = await askFirm(
    place.firm,
    `SELECT reversal.net_amount = -original.net_amount AS negated, original.status, users.login AS by
     FROM transactions AS reversal JOIN transactions AS original ON original.id = reversal.reverses_id
     JOIN users ON users.id = reversal.created_by
     WHERE reversal.description = 'Reversal: Booked twice by the custodian'`,
  )

  expect({ needed, barriers, rows, right }).toEqual({
    needed: 1,
    right: [{ booked: 1 }],
    barriers: [],
    rows: [{ negated: true, status: 'reversed', by: DEMO_OPERATIONS.login }],
  })
})

test('households are given to another adviser at once, and without the network the firm is not there and says so', async () => {
  await page.getByRole('link', { name: 'Households' }).click()
  await page.getByRole('button', { name: 'Clear the search' }).click()
  const grid = page.getByRole('grid', { name: 'Households' })
  await grid.getByRole('checkbox').nth(1).click()
  await page.getByRole('button', { name: 'Change…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Adviser').selectOption({ label: 'Priya Nair' })
  await work.picture('change-many')
  await dialog.getByRole('button', { name: 'Change 1 household' }).press('Enter')
  await dialog.waitFor({ state: 'detached' })
  const given = await askFirm(
    place.firm,
    `SELECT count(*)::int AS times FROM audit_events JOIN users ON users.id = actor_id
     WHERE table_name = 'households' AND action = 'update' AND origin = 'server' AND users.login = $1`,
    [DEMO_OPERATIONS.login],
  )
  place.network.cut()
  await work.status(/Offline/)
  await page.getByRole('link', { name: 'Tasks' }).click()
  const banner = await page.getByRole('region', { name: 'Connection' }).innerText()
  await page.getByRole('link', { name: 'Households' }).click()
  await page.getByRole('searchbox', { name: 'Search households' }).fill('zzz')
  await page.getByText('This needs the firm’s database, and the network is gone.').waitFor()
  await work.picture('offline')
  const barriers = await work.findBarriers()
  place.network.restore()
  await work.status(/Live from the firm’s database/)
  // Asked again by itself, once the firm is reached.
  await page.getByText('No household matches').waitFor()

  expect({ given, banner: banner.includes('nothing of it is kept on this laptop'), barriers }).toEqual({
    given: [{ times: 1 }],
    banner: true,
    barriers: [],
  })
})
