import type { CallInput } from '#shared/ipc/index.ts'
import type { TableName } from '#shared/records/index.ts'
import type { QueryName } from './bridge.ts'

/** `outbox` stands for changes waiting on this laptop, which show as states on rows; `drafts` for forms not saved. */
export type Dependency = TableName | 'outbox' | 'drafts'

const householdPage: readonly Dependency[] = [
  'households',
  'persons',
  'household_members',
  'entities',
  'relationships',
  'accounts',
  'account_owners',
  'beneficiaries',
  'positions',
  'transactions',
  'communications',
  'documents',
  'document_versions',
  'tasks',
  'meetings',
  'meeting_notes',
  'disclosures',
  ...(['models', 'model_weights', 'securities'] as const),
  'outbox',
]

const fees: readonly Dependency[] = [
  ...(['accounts', 'households', 'household_members', 'account_owners', 'fee_schedules', 'fee_tiers'] as const),
  ...(['positions', 'transactions', 'prices', 'securities'] as const),
]
const householdList: readonly Dependency[] = [
  ...(['households', 'persons', 'household_members', 'accounts', 'account_owners', 'positions'] as const),
  ...(['meetings', 'tasks', 'beneficiaries', 'documents', 'disclosures', 'outbox'] as const),
]

/** Which tables an answer shows; when one of them changes, the question is asked again. */
export const dependencies: Readonly<Record<QueryName, readonly Dependency[]>> = {
  'session.status': [],
  'sync.status': [],
  'sync.outbox': ['outbox'],
  'households.list': householdList,
  'households.ids': householdList,
  'households.advisers': ['users'],
  'households.team': ['households', 'team_members', 'users', 'outbox'],
  'households.get': householdPage,
  'households.comingDue': ['households', 'persons', 'relationships', 'entities', 'meetings'],
  'households.search': [],
  'people.duplicates': ['persons', 'household_members', 'households'],
  'people.compare': [
    ...(['persons', 'households', 'household_members', 'account_owners', 'beneficiaries', 'accounts'] as const),
    ...(['relationships', 'entities', 'disclosures'] as const),
  ],
  'people.merged': [
    ...(['persons', 'households', 'household_members', 'account_owners', 'beneficiaries', 'relationships'] as const),
    ...(['disclosures', 'outbox'] as const),
  ],
  'people.parties': ['persons', 'entities', 'household_members', 'households'],
  'people.relationships': ['relationships', 'persons', 'entities', 'household_members', 'documents'],
  'accounts.shares': ['account_owners', 'beneficiaries'],
  'people.memberships': ['household_members', 'persons', 'households'],
  'portfolio.feeSchedules': ['fee_schedules'],
  'portfolio.fees': fees,
  'portfolio.feeExceptions': fees,
  'portfolio.models': ['models', 'model_weights'],
  'portfolio.explain': [
    ...(['positions', 'accounts', 'account_owners', 'household_members', 'persons', 'entities'] as const),
    ...(['securities', 'prices', 'users'] as const),
  ],
  'portfolio.distributions': [
    ...(['accounts', 'account_owners', 'persons', 'households', 'household_members', 'beneficiaries'] as const),
    ...(['positions', 'transactions', 'prices', 'securities'] as const),
  ],
  'portfolio.exposure': ['positions', 'accounts', 'account_owners', 'household_members', 'securities'],
  'portfolio.gains': ['transactions', 'positions', 'accounts', 'securities'],
  'portfolio.holdings': ['positions', 'accounts', 'account_owners', 'household_members', 'securities'],
  'portfolio.performance': [
    ...(['positions', 'accounts', 'account_owners', 'household_members'] as const),
    ...(['securities', 'transactions', 'prices'] as const),
  ],
  'portfolio.transactions': ['transactions', 'accounts'],
  'meetings.list': ['meetings', 'households', 'tasks', 'meeting_notes', 'outbox'],
  'meetings.between': ['meetings', 'households', 'tasks', 'meeting_notes', 'outbox'],
  'meetings.pack': [...householdPage, 'disclosures'],
  'meetings.present': [...householdPage, 'disclosures', 'securities', 'prices', 'users'],
  'meetings.recap': [],
  'tasks.list': ['tasks', 'households', 'outbox'],
  'tasks.workflows': ['tasks', 'households', 'outbox'],
  'tasks.colleagues': ['households', 'team_members', 'users'],
  'documents.readPiece': [],
  'drafts.list': ['drafts', 'households', 'persons', 'entities', 'accounts'],
  'drafts.read': [],
  'audit.recent': ['outbox', 'households', 'tasks', 'meetings', 'meeting_notes'],
  'audit.verify': [],
  'lists.readView': [],
  'settings.read': [],
}

/** The household a question is about, where its input says so; null for questions about the whole book. */
export function householdOf(input: CallInput<QueryName>): string | null {
  return 'householdId' in input && typeof input.householdId === 'string' ? input.householdId : null
}
