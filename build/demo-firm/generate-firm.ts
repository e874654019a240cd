import { createHash } from 'node:crypto'
import type { DataKey } from '#electron/vault/pii-cipher.ts'
import { type TableName, type Tables, tableNames } from '#shared/records/index.ts'
import { tellHistory } from './account-history.ts'
import { addDays, addYears, instantAt } from './calendar.ts'
import { createDemoIds } from './demo-ids.ts'
import { DEMO_USERS, type DemoUser, householdsPerAdviser } from './demo-users.ts'
import { createDice } from './dice.ts'
import { type DemoFees, feeScheduleRows, scheduleOfHousehold, settleFees } from './fee-schedules.ts'
import { type AccountPlan, addAccounts } from './household-accounts.ts'
import { addCommunications } from './household-communications.ts'
import { addRow, emptyRows, type HouseholdContext, type RowsByTable } from './household-context.ts'
import { addDisclosures } from './household-disclosures.ts'
import { addDocuments } from './household-documents.ts'
import { addEntities, addRelationships } from './household-entities.ts'
import { addMeetings, type MeetingDates } from './household-meetings.ts'
import { addPeople, openingStamp, type People } from './household-people.ts'
import { addPositions } from './household-positions.ts'
import { drawProfile, investmentProfile, type Profile } from './household-profile.ts'
import { addTasks } from './household-tasks.ts'
import { createMarket, type Market, priceRows, securityRows } from './market.ts'
import { type ModelIds, modelRows } from './models.ts'

export const DEFAULT_SEED = 'harbour-and-vale'

export interface FirmOptions {
  /** Households of the first adviser; the others' books follow in proportion. */
  readonly households?: number
  readonly seed?: string
  /** `YYYY-MM-DD`: history ends the business day before, planned meetings begin after. */
  readonly today: string
  /** Seals the made-up SSNs, EINs, ID and account numbers. */
  readonly dataKey: DataKey
  /** Makes their blind indexes; without it there are none. */
  readonly blindKey?: DataKey
}

/** One row and the table it belongs to. */
export type FirmRow = { [T in TableName]: { readonly table: T; readonly row: Tables[T] } }[TableName]

export type Firm = RowsByTable

/**
 * Makes the demo firm row by row, a household at a time, so that memory does not grow with its size. The same options
 * give the same rows, byte for byte. Rows refer forward in places: load them without foreign key checks.
 *
 * Initialisation vectors come from the seed, so a data key must not seal two different demo firms.
 */
export function* generateRows(options: FirmOptions): Generator<FirmRow> {
  const { households = 120, seed = DEFAULT_SEED, today, dataKey, blindKey = null } = options
  const nextId = createDemoIds(createDice(`${seed}/firm`), 0)
  const market = createMarket(seed, today, nextId)
  for (const row of userRows(today)) yield { table: 'users', row }
  const models = modelRows(today, createDemoIds(createDice(`${seed}/models`), 2))
  for (const row of models.rows) yield { table: 'models', row }
  for (const row of models.weights) yield { table: 'model_weights', row }
  const fees = feeScheduleRows(today, createDemoIds(createDice(`${seed}/fee schedules`), 3))
  for (const row of fees.rows) yield { table: 'fee_schedules', row }
  for (const row of fees.tiers) yield { table: 'fee_tiers', row }
  for (const row of securityRows(market, today)) yield { table: 'securities', row }
  for (const row of priceRows(market, today, createDemoIds(createDice(`${seed}/prices`), 1)))
    yield { table: 'prices', row }
  let block = 10
  for (const { adviser, count } of householdsPerAdviser(households)) {
    for (let ordinal = 0; ordinal < count; ordinal++) {
      const place = { adviser, ordinal, bookSize: count, modelIds: models.ids, fees }
      yield* allRows(generateHousehold({ seed, today, dataKey, blindKey, market, block: block++, ...place }))
    }
  }
}

/** Makes the whole demo firm in memory: for tests and small firms. */
export function generateFirm(options: FirmOptions): Firm {
  const firm = emptyRows()
  for (const { table, row } of generateRows(options)) {
    const rows: unknown[] = firm[table]
    rows.push(row)
  }
  return firm
}

/** @returns lower-case hex SHA-256 over all rows, bytes included. */
export function hashRows(rows: Iterable<FirmRow>): string {
  const hash = createHash('sha256')
  for (const { table, row } of rows) {
    const text = JSON.stringify(row, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    )
    hash.update(`${table} ${text}\n`)
  }
  return hash.digest('hex')
}

function* allRows(rows: RowsByTable): Generator<FirmRow> {
  for (const table of tableNames) for (const row of rows[table]) yield { table, row } as FirmRow
}

function userRows(today: string): Tables['users'][] {
  const at = instantAt(addYears(today, -4), 9 * 60)
  return DEMO_USERS.map(({ id, login, displayName, role, title }) => ({
    ...{ id, version: 1, createdAt: at, createdBy: null, updatedAt: at, updatedBy: null },
    ...{ login, displayName, role, title, email: `${login}@example.com`, active: true },
  }))
}

interface HouseholdPlace {
  readonly seed: string
  readonly today: string
  readonly dataKey: DataKey
  readonly blindKey: DataKey | null
  readonly market: Market
  readonly modelIds: ModelIds
  readonly fees: DemoFees
  readonly block: number
  readonly adviser: DemoUser
  readonly ordinal: number
  readonly bookSize: number
}

function generateHousehold({ seed, block, ...place }: HouseholdPlace): RowsByTable {
  const dice = createDice(`${seed}/${place.adviser.login}/${place.ordinal}`)
  const nextId = createDemoIds(dice, block)
  const context: HouseholdContext = { ...place, dice, nextId, householdId: nextId(), rows: emptyRows() }
  const profile = drawProfile(context)
  const stamp = openingStamp(context, profile)
  const people = addPeople(context, profile)
  const entities = addEntities(context, profile, people, stamp)
  const powerOfAttorney = addRelationships(context, people, stamp)
  const plans = addAccounts(context, profile, people, entities, stamp)
  for (const plan of plans) {
    const ledger = tellHistory(context, plan)
    if (ledger !== null && plan.account.closedOn === null) addPositions(ledger)
  }
  // Of a few households the accounts are charged each by itself, as if nobody had looked at the agreement.
  const isCareless = createDice(`${seed}/fees/${place.adviser.login}/${place.ordinal}`).chance(0.06)
  if (!isCareless) settleFees(context, scheduleOfHousehold(context, profile.status))
  const dates = addMeetings(context, profile, people)
  addHousehold(context, profile, people, dates, plans)
  addTasks(context, profile, dates.meetings)
  addCommunications(context, profile, people, dates.meetings)
  const accounts = plans.map(({ account }) => account)
  addDocuments(context, { profile, people, accounts, entities, meetings: dates.meetings, powerOfAttorney })
  addDisclosures(context, profile, people)
  return context.rows
}

const reasons = ['Moved to a relative’s adviser', 'Chose to manage the assets alone', 'Fees', 'Relocation']

function addHousehold(
  context: HouseholdContext,
  profile: Profile,
  people: People,
  dates: MeetingDates,
  plans: readonly AccountPlan[],
): void {
  const { dice, adviser, today } = context
  const fields = {
    ...{ id: context.householdId, name: householdName(profile, people), type: profile.type, status: profile.status },
    ...{ advisorId: adviser.id, primaryPersonId: people.head.id },
    ...{ serviceTier: profile.tier, reviewCadence: profile.cadence, clientSince: profile.clientSince },
    ...{ lastReviewOn: dates.lastReviewOn, nextReviewOn: dates.nextReviewOn, terminatedOn: profile.terminatedOn },
    terminationReason: profile.terminatedOn === null ? null : dice.pick(reasons),
    modelId: targetOf(context, profile, plans),
    feeScheduleId: scheduleOfHousehold(context, profile.status),
    retailInvestor: true,
    ...investmentProfile(context, profile),
  }
  const row = addRow(context, 'households', fields, openingStamp(context, profile))
  row.updatedAt = instantAt(addDays(today, -dice.integer(1, 30)), 18 * 60)
  row.updatedBy = adviser.id
}

/** Clients have the target that most of their money is invested by; a few have none yet, and who is no client has none. */
function targetOf({ modelIds, ordinal }: HouseholdContext, { status }: Profile, plans: readonly AccountPlan[]) {
  if (status === 'prospect' || status === 'onboarding' || ordinal % 11 === 10) return null
  const invested = new Map<string, number>()
  for (const { model, openingValue } of plans) {
    if (model !== 'annuity') invested.set(modelIds[model], (invested.get(modelIds[model]) ?? 0) + openingValue)
  }
  return [...invested].reduce<[string | null, number]>((most, next) => (next[1] > most[1] ? next : most), [null, 0])[0]
}

/** As it stands in lists: surname first. */
function householdName({ surname, type }: Profile, { head, spouse }: People): string {
  if (type === 'multigenerational' || (type === 'family' && spouse === null)) return `${surname} Family`
  return spouse === null ? `${surname}, ${head.firstName}` : `${surname}, ${head.firstName} & ${spouse.firstName}`
}
