import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { documentOpens, documentsArrive, photoIsAdded, requireFiled, scanIsShown } from './document-steps.ts'
import { findClientData } from './find-client-data.ts'
import { askFirm } from './firm-facts.ts'
import { CANARY, SYNC_TIMEOUT, type Tour, type TourStep } from './tour.ts'

const [ADVISER] = DEMO_USERS
const NOTE = `${CANARY}: wishes to retire two years earlier and to help the grandchildren with college.`
const TASK = 'Send the college savings comparison'

async function signIn({ page }: Tour, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Login' }).fill(ADVISER.login)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function setColours(tour: Tour, scheme: 'Dark' | 'Light'): Promise<void> {
  await tour.goTo('Settings')
  await tour.page.getByRole('radiogroup').locator('label').filter({ hasText: scheme }).click()
}

/** The steps, in order; each one fails loudly when a screen or a row is not what it should be. */
export const tourSteps: readonly TourStep[] = [
  {
    name: 'a wrong password is refused in one sentence',
    async run(tour) {
      await tour.open()
      await signIn(tour, 'not the password')
      const alert = tour.page.getByRole('alert')
      await alert.filter({ hasText: 'password is wrong' }).waitFor()
      await tour.picture('wrong-password')
      return { said: (await alert.first().innerText()).replaceAll('\n', ' ') }
    },
  },
  {
    name: 'sign-in brings the book with progress',
    async run(tour) {
      await signIn(tour, DEMO_PASSWORD)
      const progress = tour.page.getByRole('progressbar', { name: 'Whole book' })
      const table = tour.page.getByRole('grid', { name: 'Households' })
      await progress.or(table).first().waitFor({ timeout: SYNC_TIMEOUT })
      const shown = await progress.isVisible()
      if (shown) await tour.picture('first-sync')
      await table.waitFor({ timeout: SYNC_TIMEOUT })
      await tour.status(/Up to date/)
      tour.rowsSynced = await countRows(tour)
      await tour.picture('households')
      return { progressShown: shown, rowsSynced: tour.rowsSynced }
    },
  },
  {
    name: 'search finds households, people, and accounts at once',
    async run(tour) {
      const { page } = tour
      tour.meeting = await nextMeeting(tour)
      const word = tour.meeting.householdName.split(/[\s&]/)[0] ?? ''
      await page.getByRole('searchbox', { name: 'Search households' }).fill(word)
      await page.getByRole('grid', { name: 'Households' }).getByText(tour.meeting.householdName).first().waitFor()
      await tour.picture('search')
      await page.keyboard.press('Control+k')
      const palette = page.getByRole('textbox', { name: 'Search everything' }).or(page.getByLabel('Search everything'))
      await palette.first().fill(word)
      await page.getByRole('dialog').getByText(tour.meeting.householdName).first().waitFor()
      await tour.picture('palette')
      await page.keyboard.press('Escape')
      return { word }
    },
  },
  {
    name: 'the household page shows who, what, and when',
    async run(tour) {
      const { page, meeting } = tour
      await page.getByRole('grid', { name: 'Households' }).getByText(meeting.householdName).first().click()
      await page.getByRole('heading', { level: 1 }).filter({ hasText: meeting.householdName }).waitFor()
      await page.getByRole('table', { name: 'Holdings by asset class' }).waitFor()
      await tour.picture('household')
      await setColours(tour, 'Dark')
      await page.goBack()
      await page.getByRole('table', { name: 'Holdings by asset class' }).waitFor()
      await tour.picture('household-dark')
      await setColours(tour, 'Light')
      return { household: 1 }
    },
  },
  documentsArrive,
  {
    name: 'with the network cut the workstation says so and goes on',
    async run(tour) {
      tour.ground.network.cut()
      const text = await tour.status(/Offline, as of/)
      await tour.goTo('Households')
      await tour.page.getByRole('grid', { name: 'Households' }).waitFor()
      await tour.picture('offline')
      return { said: text }
    },
  },
  {
    name: 'every screen of the book answers offline',
    async run(tour) {
      for (const screen of ['Households', 'Meetings', 'Tasks', 'Distributions', 'Sync', 'Activity', 'Settings'])
        await tour.goTo(screen)
      await tour.openMeetingPack('Planned')
      await tour.picture('meeting-pack')
      return { screens: 7 }
    },
  },
  {
    name: 'the meeting pack becomes a PDF offline',
    async run(tour) {
      tour.pdf = join(tour.ground.artefacts, 'meeting-pack.pdf')
      await tour.answerSaveDialog(tour.pdf)
      await tour.page.getByRole('button', { name: 'Export PDF' }).click()
      await tour.page.getByText('meeting-pack.pdf').first().waitFor({ timeout: 30_000 })
      const content = readFileSync(tour.pdf)
      if (content.subarray(0, 5).toString() !== '%PDF-') throw new Error('the export is not a PDF')
      return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
    },
  },
  documentOpens,
  photoIsAdded,
  scanIsShown,
  {
    name: 'note, task, and profile change are saved offline',
    async run(tour) {
      const { page } = tour
      await page.getByRole('textbox', { name: 'Note' }).fill(NOTE)
      await page.getByRole('button', { name: 'Add note' }).click()
      await page.getByText(CANARY).first().waitFor()
      await page.getByRole('textbox', { name: 'Task' }).fill(TASK)
      await page.getByRole('button', { name: 'Add task' }).click()
      await page.getByText(TASK).first().waitFor()
      await page.getByRole('button', { name: 'Edit profile' }).first().click()
      const risk = page.getByRole('combobox', { name: 'Risk tolerance' })
      const wanted = (await risk.inputValue()) === 'aggressive' ? 'moderate' : 'aggressive'
      await risk.selectOption(wanted)
      await tour.picture('profile')
      await page.getByRole('button', { name: 'Save and confirm' }).click()
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Mark as held' }).click()
      await tour.goTo('Sync')
      await tour.page.getByText('Meeting note').first().waitFor()
      await tour.picture('waiting')
      const facts = await tour.facts({ note: NOTE, task: TASK })
      if (facts.notes !== 0 || facts.tasks !== 0) throw new Error('the network was not cut')
      return { riskTolerance: wanted }
    },
  },
  {
    name: 'the book and the unsent work are there after a restart without network',
    async run(tour) {
      await tour.close()
      await tour.open()
      await tour.status(/Offline, as of/)
      await tour.goTo('Sync')
      await tour.page.getByText('Meeting note').first().waitFor()
      await tour.openMeetingPack('Held')
      await tour.page.getByText(CANARY).first().waitFor()
      return { restarted: true }
    },
  },
  {
    name: 'back online everything is sent, exactly once',
    async run(tour) {
      tour.ground.network.restore()
      await tour.goTo('Sync')
      await tour.page.getByRole('button', { name: 'Sync now' }).click()
      await tour.status(/Up to date/)
      await tour.picture('sent')
      await requireFiled(tour)
      const facts = await tour.facts({ note: NOTE, task: TASK })
      const { notes, tasks, meetingsHeld, profileConfirmedToday } = facts
      if (notes !== 1 || tasks !== 1 || meetingsHeld !== 1 || !profileConfirmedToday) {
        throw new Error(`not exactly once: ${JSON.stringify(facts)}`)
      }
      return { ...facts }
    },
  },
  {
    name: 'nothing of a client is readable in what the workstation wrote',
    async run(tour) {
      await tour.goTo('Activity')
      await tour.page.getByRole('table', { name: 'Activity' }).waitFor()
      await tour.picture('activity')
      await tour.close()
      const search = await findClientData(tour.ground.firm, tour.ground.profileFolder, [CANARY, TASK, DEMO_PASSWORD])
      if (search.found.length > 0) throw new Error(`readable: ${search.found.join(', ')}`)
      return { words: search.words, files: search.files, bytes: search.bytes }
    },
  },
  {
    name: 'the trail verifies, on the laptop and in the firm’s database',
    async run(tour) {
      const verdict = await tour.ground.verifyTrail()
      if (!verdict.ok) throw new Error('the trail does not verify')
      return { ...verdict }
    },
  },
]

/** What the first sync brought: the adviser's rows, as the firm's database counts them for that login. */
async function countRows(tour: Tour): Promise<number> {
  const { value } = await askWorkstation(tour, 'sync.status', {})
  return (value as { rowsSynced: number }).rowsSynced
}

async function nextMeeting(tour: Tour): Promise<Tour['meeting']> {
  const [row] = await askFirm(
    tour.ground.firm,
    `SELECT meetings.id, household_id, households.name FROM meetings JOIN households ON households.id = household_id
     WHERE advisor_id = $1 AND meetings.status = 'planned' AND starts_at > now() AND length(households.name) < 40
       AND (SELECT count(*) FROM accounts WHERE accounts.household_id = households.id) >= 4
     ORDER BY starts_at, meetings.id LIMIT 1`,
    [ADVISER.id],
  )
  return { id: String(row?.id), householdId: String(row?.household_id), householdName: String(row?.name) }
}

/** Asks over the bridge, as the screens do. */
function askWorkstation(tour: Tour, channel: string, input: object): Promise<{ value: unknown }> {
  return tour.page.evaluate(
    ([name, given]) =>
      (
        globalThis as unknown as { workstation: { invoke(c: unknown, i: unknown): Promise<{ value: unknown }> } }
      ).workstation.invoke(name, given),
    [channel, input] as const,
  )
}
