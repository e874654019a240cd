import { expect, test } from 'vitest'
import { createRouter } from '#electron/ipc/router.ts'
import type { Sender } from '#electron/ipc/sender.ts'
import { errorMessages, WorkstationError } from '#shared/ipc/errors.ts'
import { channelNames, channels } from '#shared/ipc/index.ts'
import { recordRouterOptions } from '#test/support/router-options.ts'

const page: Sender = { url: 'app://bundle/index.html', isTopFrame: true }
const householdId = '0190a000-0000-7000-8000-000000000001'
const documentId = '0190a000-0000-7000-8000-000000000002'
const saved = {
  householdId: '0190a000-0000-7000-8000-000000000009',
  path: '/home/ada/plan.pdf',
  byteLength: 3,
  sha256: 'ab',
}

const strangers: [string, Sender | null][] = [
  ['no frame', null],
  ['a frame inside the page', { url: 'app://bundle/index.html', isTopFrame: false }],
  ['the web', { url: 'https://bundle/', isTopFrame: true }],
  ['a host that begins alike', { url: 'app://bundle.evil/', isTopFrame: true }],
  ['a user name that looks like the host', { url: 'app://bundle@evil/', isTopFrame: true }],
  ['a user name before the host', { url: 'app://x@bundle/', isTopFrame: true }],
  ['a port', { url: 'app://bundle:8080/', isTopFrame: true }],
  ['a file', { url: 'file:///bundle/index.html', isTopFrame: true }],
  ['an empty page', { url: 'about:blank', isTopFrame: true }],
  ['no address', { url: '', isTopFrame: true }],
]

test.each(strangers)('every channel refuses %s', async (_name, sender) => {
  const { options, ran } = recordRouterOptions({ role: 'adviser' })
  const router = createRouter(options)

  const codes = await Promise.all(
    channelNames.map(async (channel) => {
      const reply = await router.call(channel, {}, sender)
      return reply.ok ? 'ok' : reply.code
    }),
  )

  expect({ codes, ran }).toEqual({ codes: channelNames.map(() => 'forbidden'), ran: [] })
})

test.each(['households.drop', '__proto__', 'toString', ''])('an unknown channel is refused: %j', async (channel) => {
  const { options } = recordRouterOptions({ role: 'adviser' })

  const reply = await createRouter(options).call(channel, {}, page)

  expect(reply).toMatchObject({ ok: false, code: 'bad_input' })
})

test('bad input names each field and does not reach the handler', async () => {
  const { options, ran } = recordRouterOptions({ role: 'adviser' })
  const input = { householdId: 'x', before: { tradedOn: '2026-02-31', id: householdId } }

  const reply = await createRouter(options).call('portfolio.transactions', input, page)

  expect({ reply, ran }).toEqual({
    reply: {
      ok: false,
      code: 'bad_input',
      message: errorMessages.bad_input,
      details: [
        { path: 'householdId', message: 'is not an id' },
        { path: 'before.tradedOn', message: 'is not a day in the calendar' },
      ],
    },
    ran: [],
  })
})

/** What forms send of rows to be made, and of those to be changed. */
const entered = {
  household: {
    name: 'n',
    type: 'couple',
    status: 'active',
    serviceTier: 'gold',
    reviewCadence: 'annual',
    retailInvestor: true,
  },
  person: {
    ...{ firstName: 'f', lastName: 'l', politicallyExposed: false, brokerAffiliated: false, accreditedInvestor: false },
    ...{ qualifiedClient: false, vulnerableClient: false, emailConsent: false },
  },
  membership: { role: 'head', inRollUp: true },
  entity: { name: 'n', type: 'llc' },
  entityId: householdId,
  membershipId: householdId,
  ownerId: householdId,
  accountId: householdId,
  relationshipId: householdId,
  fromId: householdId,
  toId: householdId,
  relationship: { role: 'spouse' },
  shares: [],
  keptId: householdId,
  mergedId: householdId,
  personId: householdId,
  take: [],
  place: 'persons.ssnEncrypted',
  rowId: householdId,
  reason: 'A form of the custodian',
  account: {
    ...{ name: 'n', registration: 'trust', status: 'active', management: 'discretionary', taxStatus: 'taxable' },
    ...{ custodian: 'c', lotMethod: 'fifo', feeBasis: 'none', billing: 'arrears' },
    ...{ custodyFlag: false, standingLetter: false, rmdRequired: false },
  },
}

test('every channel with a permission needs somebody signed in', async () => {
  const { options, ran } = recordRouterOptions({ role: null })
  const guarded = channelNames.filter((name) => channels[name].permission !== null)
  const span = { startsAt: '2026-01-01T09:00:00.000Z', endsAt: '2026-01-01T10:00:00.000Z' }
  const inputs: Record<string, unknown> = {
    householdId,
    documentId,
    meetingId: householdId,
    taskId: householdId,
    workflowId: householdId,
    taskIds: [householdId],
    mutationId: householdId,
    keep: 'mine',
    kind: 'note',
    body: 'b',
    title: 't',
    status: 'open',
    text: 'a',
    patch: {},
    confirm: true,
    versionId: householdId,
    fileId: householdId,
    fileName: 'a.pdf',
    byteLength: 1,
    index: 0,
    content: new Uint8Array(1),
    type: 'ips',
    documentDate: null,
    dueOn: null,
    key: 'households:new',
    ...entered,
    view: {},
    list: { name: 'tasks' },
    purpose: 'test',
    ...{ subject: 's', location: null, attendees: null, agenda: null, span, ...span },
    ...{ workflow: 'transfer', startsOn: '2026-01-01', about: null },
    transaction: {
      ...{ accountId: householdId, type: 'buy', tradedOn: '2026-01-02', grossAmount: '1', commission: '0', fee: '0' },
      netAmount: '1',
    },
    reversedId: householdId,
    ...{ transactionId: householdId, tradedOn: '2026-01-02', reason: 'wrong account' },
  }

  const codes = await Promise.all(
    guarded.map(async (name) => {
      const shape = (channels[name].input as { shape?: object }).shape ?? {}
      const input = Object.fromEntries(
        Object.keys(shape)
          .filter((key) => key in inputs)
          .map((key) => [key, inputs[key]]),
      )
      if (name === 'drafts.keep') Object.assign(input, { body: '{}' })
      if (name === 'people.join') {
        Object.assign(input, { membership: { ...entered.membership, personId: householdId, isPrimary: false } })
      }
      if (name === 'households.joinTeam') Object.assign(input, { member: { userId: householdId, role: 'planner' } })
      if (name === 'households.updateTeamMember' || name === 'households.leaveTeam') {
        Object.assign(input, { memberId: householdId })
      }
      if (name === 'portfolio.performance') Object.assign(input, { from: '2026-01-01', to: '2026-12-31' })
      if (name === 'portfolio.fees' || name === 'portfolio.feeExceptions') Object.assign(input, { on: '2026-01-15' })
      if (name === 'portfolio.gains') Object.assign(input, { year: 2026 })
      if (name === 'meetings.plan' || name === 'meetings.change') Object.assign(input, { kind: 'review' })
      if (name === 'meetings.setStatus') Object.assign(input, { status: 'planned' })
      if (name === 'meetings.recordRecap') Object.assign(input, { channel: 'email' })
      if (name === 'meetings.list') Object.assign(input, { status: 'all' })
      if (name === 'households.changeMany') {
        Object.assign(input, { changes: [{ householdId, patch: { serviceTier: 'gold' } }] })
      }
      if (name === 'households.list' || name === 'households.ids') Object.assign(input, { status: null })
      if (name === 'documents.keep' || name === 'documents.keepForMeeting') Object.assign(input, { keep: true })
      const reply = await createRouter(options).call(name, input, page)
      return [name, reply.ok ? 'ok' : reply.code]
    }),
  )

  expect({ codes, ran }).toEqual({ codes: guarded.map((name) => [name, 'not_signed_in']), ran: [] })
})

test('what the role may not do is refused and audited', async () => {
  const { options, audited, ran } = recordRouterOptions({ role: 'assistant' })

  const reply = await createRouter(options).call('documents.saveCopy', { documentId }, page)

  expect({ reply, audited, ran }).toEqual({
    reply: { ok: false, code: 'forbidden', message: errorMessages.forbidden },
    audited: [
      {
        type: 'authorization',
        action: 'export',
        table: 'documents',
        rowId: documentId,
        reason: 'Denied: documents.saveCopy needs book.export, which the role assistant does not have',
      },
    ],
    ran: [],
  })
})

test('a call with a label is audited once it succeeded, and unknown keys of its output stay inside', async () => {
  const { options, audited } = recordRouterOptions({
    role: 'adviser',
    handlers: { 'documents.saveCopy': async () => ({ ...saved, ssnEncrypted: 'secret' }) },
  })

  const reply = await createRouter(options).call('documents.saveCopy', { documentId }, page)

  expect({ reply, audited }).toEqual({
    reply: { ok: true, value: saved },
    audited: [
      {
        type: 'export',
        action: 'export',
        table: 'documents',
        rowId: documentId,
        householdId: saved.householdId,
        reason: `SHA-256 ${saved.sha256}`,
      },
    ],
  })
})

test.each([
  ['failed', () => Promise.reject(new WorkstationError('disk_full'))],
  ['was cancelled by the person', () => Promise.resolve({ path: null, byteLength: 0, sha256: '' })],
])('an export that %s is not audited as one', async (_name, handler) => {
  const { options, audited } = recordRouterOptions({ role: 'adviser', handlers: { 'documents.saveCopy': handler } })

  await createRouter(options).call('documents.saveCopy', { documentId }, page)

  expect(audited).toEqual([])
})

test('an answer whose event cannot be written is withheld', async () => {
  const { options } = recordRouterOptions({ role: 'adviser', handlers: { 'documents.saveCopy': async () => saved } })
  const audit = () => Promise.reject(new WorkstationError('disk_full'))

  const reply = await createRouter({ ...options, audit }).call('documents.saveCopy', { documentId }, page)

  expect(reply).toEqual({ ok: false, code: 'disk_full', message: errorMessages.disk_full })
})

test('an open channel answers without a session and gets no book', async () => {
  const received: unknown[][] = []
  const { options } = recordRouterOptions({
    role: null,
    handlers: {
      'settings.change': async (...parameters: unknown[]) => {
        received.push(parameters)
        return {}
      },
    },
  })

  const reply = await createRouter(options).call('settings.change', { colorScheme: 'dark' }, page)

  expect({ reply, received }).toEqual({ reply: { ok: true, value: {} }, received: [[{ colorScheme: 'dark' }]] })
})

test('an error for people crosses with its code, sentence, and details', async () => {
  const failure = new WorkstationError('conflict', 'Decide which version is kept.', { field: 'name' })
  const { options } = recordRouterOptions({
    role: 'adviser',
    handlers: { 'sync.outbox': () => Promise.reject(failure) },
  })

  const reply = await createRouter(options).call('sync.outbox', {}, page)

  expect(reply).toEqual({
    ok: false,
    code: 'conflict',
    message: 'Decide which version is kept.',
    details: { field: 'name' },
  })
})

class RowError extends Error {
  readonly code = 'SQLITE_CONSTRAINT'
  readonly detail = 'CANARY-DETAIL'
}

test('any other error becomes `internal`; its own words reach neither the reply nor the log', async () => {
  const failure = new RowError('CANARY: postgres://ada:hunter2@firm', { cause: new Error('CANARY-CAUSE') })
  const { options, logged } = recordRouterOptions({
    role: 'adviser',
    handlers: { 'sync.outbox': () => Promise.reject(failure) },
  })

  const reply = await createRouter(options).call('sync.outbox', {}, page)

  expect({ reply, logged }).toEqual({
    reply: { ok: false, code: 'internal', message: errorMessages.internal },
    logged: [['ipc.failed', { channel: 'sync.outbox', error: 'RowError', code: 'SQLITE_CONSTRAINT' }]],
  })
})

test('an output that is not what the channel promises is kept inside and named in the log', async () => {
  const { options, logged } = recordRouterOptions({
    role: 'adviser',
    handlers: { 'sync.outbox': async () => [{ reason: 'CANARY' }] },
  })

  const reply = await createRouter(options).call('sync.outbox', {}, page)

  expect({ reply, logged }).toEqual({
    reply: { ok: false, code: 'internal', message: errorMessages.internal },
    logged: [['ipc.output_invalid', { channel: 'sync.outbox' }]],
  })
})
