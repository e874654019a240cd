import type { AccountView, HouseholdPage, HouseholdRow, MemberView, TaskView } from '#shared/ipc/households.ts'
import { makeActivity, makeDocuments } from './fixture-activity.ts'
import { common, day, firstName, id, makeQuality, money, pick, surname, user } from './fixture-base.ts'
import { MODEL_ID, makeTargets, SCHEDULE_ID } from './fixture-targets.ts'

const registrations = ['jtwros', 'traditional_ira', 'roth_ira', 'trust', 'hsa'] as const
const custodians = ['Fidelity', 'Schwab', 'Pershing'] as const

export function makeMember(household: string, index: number, role: string, age: number | null): MemberView {
  return {
    role,
    age,
    person: {
      ...common(),
      householdId: household,
      firstName: firstName(index),
      middleName: null,
      lastName: surname(index * 7),
      preferredName: null,
      bornOn: age === null ? null : day(-age * 365.25 - 40),
      diedOn: null,
      ssnLast4: String(1000 + ((index * 373) % 9000)),
      taxIdLast4: null,
      citizenship: 'US',
      taxResidency: 'US',
      maritalStatus: 'married',
      employmentStatus: role === 'child' ? 'student' : pick(['employed', 'self_employed', 'retired'], index),
      employer: null,
      email: `${firstName(index).toLowerCase()}@example.org`,
      phone: `(555) 01${String(index % 100).padStart(2, '0')}`,
      addressLine: '12 Harbour Lane',
      city: 'Portland',
      state: 'ME',
      postalCode: '04101',
      idType: 'passport',
      idExpiresOn: day(400),
      politicallyExposed: false,
      controlPersonTicker: null,
      brokerAffiliated: false,
      accreditedInvestor: true,
      qualifiedClient: true,
      vulnerableClient: role === 'parent',
      emailConsent: true,
      mergedIntoId: null,
    },
  }
}

export function makeAccount(household: string, index: number, owners: readonly string[], cents: number): AccountView {
  const registration = pick(registrations, index)
  return {
    account: {
      ...common(),
      householdId: household,
      name: pick(['Joint brokerage', 'Rollover', 'Roth', 'Family trust', 'Health savings'], index),
      registration,
      status: index === 4 ? 'transferring_in' : 'active',
      management: 'discretionary',
      taxStatus: 'taxable',
      custodian: pick(custodians, index),
      numberLast4: String(4100 + index * 37),
      openedOn: day(-2000),
      closedOn: null,
      modelId: MODEL_ID,
      feeScheduleId: null,
      benchmark: null,
      lotMethod: 'fifo',
      feeBasis: 'tiered',
      billing: 'advance',
      custodyFlag: false,
      standingLetter: false,
      rmdRequired: false,
      performanceLastUsedOn: null,
    },
    owners: owners.map((name) => ({ name, percent: owners.length === 1 ? '100' : '50' })),
    beneficiaries:
      index === 1
        ? [
            { name: pick(owners, 0), class: 'primary', percent: '60.000000' },
            { name: 'Dana Pruitt', class: 'primary', percent: '40.000000' },
            { name: 'Harbour Food Bank', class: 'contingent', percent: '100.000000' },
          ]
        : [],
    counting: 'managed',
    marketValue: money(cents),
    asOf: day(-1),
  }
}

export function makeTask(household: { id: string; name: string }, title: string, dueOn: string | null): TaskView {
  return {
    ...common(),
    householdId: household.id,
    meetingId: null,
    title,
    details: null,
    ownerId: user.id,
    priority: title.includes('RMD') ? 'high' : 'normal',
    status: 'open',
    dueOn,
    completedAt: null,
    ...{ repeatEvery: null, repeatUnit: null, repeatFrom: null, repeatAnchorOn: null, previousId: null },
    ...{ workflow: null, workflowId: null, workflowStep: null },
    ownerName: user.displayName,
    householdName: household.name,
    state: 'synced',
  }
}

const slices = [
  ['us_equity', 'US equity', '41.20'],
  ['intl_equity', 'International equity', '17.90'],
  ['taxable_fixed', 'Taxable fixed income', '22.45'],
  ['municipal_fixed', 'Municipal fixed income', '9.10'],
  ['real_assets', 'Real assets', '4.05'],
  ['cash', 'Cash', '5.30'],
] as const

function makeRollUp(cents: number): HouseholdPage['rollUp'] {
  return {
    asOf: day(-2),
    newest: day(-1),
    total: money(cents),
    slices: slices.map(([assetClass, label, percent]) => ({
      assetClass,
      label,
      percent,
      marketValue: money(Math.round((cents * Number(percent)) / 100)),
    })),
  }
}

/** A full page for one household of the list. */
export function makePage(row: HouseholdRow, index: number): HouseholdPage {
  const cents = 184_233_512 + index * 7_731_101
  const members = [
    makeMember(row.id, index, 'head', 61),
    makeMember(row.id, index + 1, 'spouse', 58),
    makeMember(row.id, index + 2, 'child', 19),
    makeMember(row.id, index + 5, 'parent', 84),
  ]
  const names = members.map(({ person }) => `${person.firstName} ${person.lastName}`)
  const [head = '', spouse = ''] = names
  const household = makeHousehold(row)
  return {
    household,
    adviserName: user.displayName,
    state: row.state,
    members,
    entities: makeEntities(row.id, index),
    relationships: makeRelationships(names, `${surname(index)} Family Revocable Trust`),
    accounts: [0, 1, 2, 3, 4].map((at) =>
      makeAccount(
        row.id,
        at,
        at === 0 ? [head, spouse] : [pick(names, at)],
        Math.round(cents * pick([0.46, 0.22, 0.08, 0.21, 0.03], at)),
      ),
    ),
    rollUp: makeRollUp(cents),
    targets: makeTargets(makeRollUp(cents)),
    activity: makeActivity(),
    documents: makeDocuments(row.id),
    tasks: [
      makeTask(row, 'Confirm RMD amount for the rollover IRA with the custodian', day(-3)),
      makeTask(row, 'Send the updated investment policy statement for signature', day(1)),
      {
        ...makeTask(row, 'Compare what was billed with the agreement', day(9)),
        ...{ repeatEvery: 3, repeatUnit: 'months', repeatFrom: 'schedule', repeatAnchorOn: day(9) },
      },
      makeTask(row, 'Ask about the lake house sale', null),
    ],
    nextMeeting: null,
    quality: makeQuality(row.quality),
  }
}

function makeEntities(householdId: string, index: number): HouseholdPage['entities'] {
  return [
    {
      ...common(),
      householdId,
      name: `${surname(index)} Family Revocable Trust`,
      type: 'revocable_trust',
      einLast4: '8813',
      formedOn: day(-4100),
      formationState: 'ME',
      taxClassification: 'grantor',
      trustDate: day(-4100),
      situs: 'ME',
    },
  ]
}

function makeRelationships(names: readonly string[], trust: string): HouseholdPage['relationships'] {
  return [
    { id: id(), from: names[1] ?? '', role: 'spouse', to: names[0] ?? '', percent: null, toDate: null },
    {
      id: id(),
      from: names[0] ?? '',
      role: 'trustee',
      to: trust,
      percent: null,
      toDate: null,
    },
    {
      id: id(),
      from: names[2] ?? '',
      role: 'beneficiary',
      to: trust,
      percent: '50',
      toDate: null,
    },
    { id: id(), from: 'Dana Pruitt', role: 'cpa', to: names[0] ?? '', percent: null, toDate: day(-200) },
  ]
}

function makeHousehold(row: HouseholdRow): HouseholdPage['household'] {
  return {
    ...common(),
    id: row.id,
    name: row.name,
    type: 'family',
    status: 'active',
    advisorId: user.id,
    primaryPersonId: null,
    serviceTier: 'gold',
    reviewCadence: 'semiannual',
    lastReviewOn: day(-170),
    nextReviewOn: row.nextReviewOn,
    clientSince: '2014-03-04',
    terminatedOn: null,
    terminationReason: null,
    modelId: MODEL_ID,
    feeScheduleId: SCHEDULE_ID,
    retailInvestor: true,
    objective: 'growth_and_income',
    riskTolerance: 'moderate',
    riskCapacity: 'moderately_aggressive',
    horizon: 'over_10_years',
    liquidity: 'medium',
    incomeBand: 'from_100k_to_500k',
    netWorthBand: 'from_1m_to_5m',
    liquidNetWorthBand: null,
    taxBracket: '32.000000',
    profileConfirmedOn: day(-410),
    profileConfirmedBy: user.id,
  }
}
