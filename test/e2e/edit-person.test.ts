import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const [ADVISER] = DEMO_USERS

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('edit-person')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'edit-person')
  await work.signIn()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

const status = (text: RegExp) => work.status(text)
const findBarriers = () => work.findBarriers()
const picture = (of: string) => work.picture(of)

test('a person is edited offline, held to the rules at the field, kept from being lost, and reaches the firm', async () => {
  const [client] = await askFirm(
    place.firm,
    `SELECT p.id, p.first_name, p.last_name, p.born_on::text, p.version, h.name AS household
       FROM persons p JOIN households h ON h.id = p.household_id JOIN users u ON u.id = h.advisor_id
       JOIN household_members m ON m.person_id = p.id AND m.household_id = h.id AND m.to_date IS NULL
      WHERE u.login = $1 AND p.preferred_name IS NULL AND p.born_on IS NOT NULL AND p.died_on IS NULL
      ORDER BY p.id LIMIT 1`,
    [ADVISER.login],
  )
  const name = `${client?.first_name} ${client?.last_name}`
  await page.getByRole('grid', { name: 'Households' }).getByText(String(client?.household)).first().click()
  await page.getByRole('button', { name: `Edit ${name}` }).waitFor()
  place.network.cut()
  await status(/Offline/)

  // With the keyboard alone, and a state that is none.
  await page.getByRole('button', { name: `Edit ${name}` }).press('Enter')
  const form = page.getByRole('dialog', { name })
  await form.getByRole('textbox', { name: 'Preferred name' }).fill('Robin')
  await form.getByRole('textbox', { name: 'State' }).fill('M1')
  await form.getByRole('textbox', { name: 'State' }).press('Enter')
  await form.getByText('This is not a state code such as MA.').waitFor()
  await picture('wrong-state')
  const barriers = await findBarriers()
  await form.getByRole('textbox', { name: 'State' }).fill('vt')

  // Leaving asks first, and what was typed is still there.
  await page.keyboard.press('Escape')
  await form.getByText('What you changed here is not saved').waitFor()
  await picture('unsaved')
  await form.getByRole('button', { name: 'Keep editing' }).press('Enter')
  const changed = await form.getByRole('status').textContent()
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: `Edit Robin ${client?.last_name}` }).waitFor()
  await picture('saved-offline')
  const [before] = await askFirm(place.firm, 'SELECT preferred_name FROM persons WHERE id = $1', [client?.id])

  place.network.restore()
  await status(/Up to date/)
  const [after] = await askFirm(
    place.firm,
    'SELECT preferred_name, state, first_name, born_on::text, version FROM persons WHERE id = $1',
    [client?.id],
  )

  expect({ barriers, changed, before, after }).toEqual({
    barriers: [],
    changed: 'Changed: Preferred name, State',
    before: { preferred_name: null },
    after: {
      preferred_name: 'Robin',
      state: 'VT',
      first_name: client?.first_name,
      born_on: client?.born_on,
      version: Number(client?.version) + 1,
    },
  })
})
