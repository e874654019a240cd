import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('client-work')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'client-work')
  await work.signIn()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

async function addPerson(first: string, last: string, role: string): Promise<void> {
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Person', exact: true }).click()
  const form = page.getByRole('dialog', { name: 'Add a person' })
  await form.getByLabel('First name').fill(first)
  await form.getByLabel('Last name').fill(last)
  await form.getByLabel('Role').selectOption({ label: role })
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
}

test('a household is opened offline, with its people, a trust, and an account, and reaches the firm whole', async () => {
  place.network.cut()
  await work.status(/Offline/)
  await page.getByRole('button', { name: 'New household' }).press('Enter')
  const form = page.getByRole('dialog', { name: 'New household' })
  await form.getByRole('button', { name: 'Save' }).click()
  const needed = await form.getByText('This is needed.').count()
  await work.picture('household-needed')
  const barriers = await work.findBarriers()
  await form.getByLabel('Name').fill('Wren household')
  await form.getByLabel('Type').selectOption({ label: 'Couple' })
  await form.getByLabel('Status').selectOption({ label: 'Onboarding' })
  await form.getByLabel('Service tier').selectOption({ label: 'Gold' })
  await form.getByLabel('Review', { exact: true }).selectOption({ label: 'Yearly' })
  await form.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Wren household' }).waitFor()

  await addPerson('Robin', 'Wren', 'Head')
  await addPerson('Jay', 'Wren', 'Spouse')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await work.picture('add-menu')
  await page.getByRole('menuitem', { name: /Trust/ }).click()
  const entity = page.getByRole('dialog', { name: 'Add a legal entity' })
  await entity.getByLabel('Name').fill('Wren Family Trust')
  await entity.getByLabel('Type').selectOption({ label: 'Revocable trust' })
  await entity.getByRole('button', { name: 'Save' }).click()
  await entity.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Add account' }).click()
  const account = page.getByRole('dialog', { name: 'Add an account' })
  await account.getByLabel('Owner').selectOption({ label: 'Wren Family Trust' })
  await account.getByLabel('Name').fill('Trust brokerage')
  await account.getByLabel('Registration').selectOption({ label: 'Trust' })
  await account.getByLabel('Status', { exact: true }).selectOption({ label: 'Pending' })
  await account.getByLabel('Management').selectOption({ label: 'Discretionary' })
  await account.getByLabel('Tax status').selectOption({ label: 'Taxable' })
  await account.getByLabel('Custodian').fill('Fidelity')
  await account.getByLabel('Lot method').selectOption({ label: 'FIFO' })
  await account.getByLabel('Fee basis').selectOption({ label: 'Tiered' })
  await account.getByLabel('Billing').selectOption({ label: 'In arrears' })
  await work.picture('account')
  barriers.push(...(await work.findBarriers()))
  await account.getByRole('button', { name: 'Save' }).click()
  await account.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Edit the household' }).click()
  const editor = page.getByRole('dialog', { name: 'Wren household' })
  await editor.getByLabel('Status').selectOption({ label: 'Active' })
  await editor.getByRole('button', { name: 'Save' }).click()
  await editor.waitFor({ state: 'detached' })
  await work.picture('household')
  const [before] = await askFirm(place.firm, `SELECT count(*)::int AS n FROM households WHERE name LIKE 'Wren%'`, [])

  place.network.restore()
  await work.status(/Up to date/)
  const [after] = await askFirm(
    place.firm,
    `SELECT h.status, h.service_tier, u.login, first.first_name AS primary_person,
       (SELECT string_agg(p.first_name || ' ' || m.role || ' ' || m.is_primary, ', ' ORDER BY p.first_name)
        FROM household_members m JOIN persons p ON p.id = m.person_id WHERE m.household_id = h.id) AS people,
       (SELECT a.name || ', ' || e.name || ', ' || trim_scale(o.percent) FROM accounts a
        JOIN account_owners o ON o.account_id = a.id JOIN entities e ON e.id = o.entity_id
        WHERE a.household_id = h.id) AS account
     FROM households h JOIN users u ON u.id = h.advisor_id LEFT JOIN persons first ON first.id = h.primary_person_id
     WHERE h.name = 'Wren household'`,
    [],
  )

  expect({ needed, barriers, before, after }).toEqual({
    needed: 5,
    barriers: [],
    before: { n: 0 },
    after: {
      status: 'active',
      service_tier: 'gold',
      login: DEMO_USERS[0].login,
      primary_person: 'Robin',
      people: 'Jay spouse true, Robin head true',
      account: 'Trust brokerage, Wren Family Trust, 100',
    },
  })
})
