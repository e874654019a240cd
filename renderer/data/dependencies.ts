import type { CallInput } from '#shared/ipc/index.ts'
import type { TableName } from '#shared/records/index.ts'
import type { QueryName } from './bridge.ts'

/** `outbox` stands for changes waiting on this laptop, which show as states on rows. */
export type Dependency = TableName | 'outbox'

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
  'outbox',
]

/** Which tables an answer shows; when one of them changes, the question is asked again. */
export const dependencies: Readonly<Record<QueryName, readonly Dependency[]>> = {
  'session.status': [],
  'sync.status': [],
  'sync.outbox': ['outbox'],
  'households.list': [
    'households',
    'persons',
    'household_members',
    'accounts',
    'positions',
    'meetings',
    'tasks',
    'outbox',
  ],
  'households.get': householdPage,
  'households.comingDue': ['households', 'persons', 'relationships', 'entities', 'meetings'],
  'households.search': [],
  'portfolio.holdings': ['positions', 'accounts', 'securities'],
  'portfolio.performance': ['positions', 'accounts', 'securities', 'transactions', 'prices'],
  'portfolio.transactions': ['transactions', 'accounts'],
  'meetings.list': ['meetings', 'households', 'tasks', 'meeting_notes', 'outbox'],
  'meetings.between': ['meetings', 'households', 'tasks', 'meeting_notes', 'outbox'],
  'meetings.pack': [...householdPage, 'disclosures'],
  'meetings.recap': [],
  'tasks.list': ['tasks', 'households', 'outbox'],
  'tasks.workflows': ['tasks', 'households', 'outbox'],
  'tasks.colleagues': ['households', 'team_members', 'users'],
  'documents.readPiece': [],
  'audit.recent': ['outbox', 'households', 'tasks', 'meetings', 'meeting_notes'],
  'audit.verify': [],
  'settings.read': [],
}

/** The household a question is about, where its input says so; null for questions about the whole book. */
export function householdOf(input: CallInput<QueryName>): string | null {
  return 'householdId' in input && typeof input.householdId === 'string' ? input.householdId : null
}
