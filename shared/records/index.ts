import type { NewRowOf, PatchOf, RecordSpec, RowOf } from '#shared/schema/define-record.ts'
import { accountOwners } from './account-owners.ts'
import { accounts } from './accounts.ts'
import { beneficiaries } from './beneficiaries.ts'
import { communications } from './communications.ts'
import { complianceReviews } from './compliance-reviews.ts'
import { disclosures } from './disclosures.ts'
import { disposalItems } from './disposal-items.ts'
import { disposals } from './disposals.ts'
import { documentContents } from './document-contents.ts'
import { documentPages } from './document-pages.ts'
import { documentVersions } from './document-versions.ts'
import { documents } from './documents.ts'
import { feeSchedules } from './fee-schedules.ts'
import { feeTiers } from './fee-tiers.ts'
import { firmSettings } from './firm-settings.ts'
import { householdMembers } from './household-members.ts'
import { households } from './households.ts'
import { legalEntities } from './legal-entities.ts'
import { legalHoldItems } from './legal-hold-items.ts'
import { legalHolds } from './legal-holds.ts'
import { meetingNotes } from './meeting-notes.ts'
import { meetings } from './meetings.ts'
import { modelWeights } from './model-weights.ts'
import { models } from './models.ts'
import { persons } from './persons.ts'
import { positions } from './positions.ts'
import { prices } from './prices.ts'
import { relationships } from './relationships.ts'
import { retentionPolicies } from './retention-policies.ts'
import { securities } from './securities.ts'
import { tasks } from './tasks.ts'
import { teamMembers } from './team-members.ts'
import { transactions } from './transactions.ts'
import { users } from './users.ts'

/**
 * Every record, by table, in the order a first sync brings them: what a meeting needs first, history last.
 * The order also puts a record after those its references need.
 */
export const records = {
  users,
  models,
  model_weights: modelWeights,
  fee_schedules: feeSchedules,
  fee_tiers: feeTiers,
  households,
  team_members: teamMembers,
  persons,
  household_members: householdMembers,
  entities: legalEntities,
  accounts,
  account_owners: accountOwners,
  beneficiaries,
  meetings,
  tasks,
  meeting_notes: meetingNotes,
  securities,
  positions,
  communications,
  documents,
  document_versions: documentVersions,
  relationships,
  disclosures,
  document_contents: documentContents,
  document_pages: documentPages,
  prices,
  transactions,
  firm_settings: firmSettings,
  retention_policies: retentionPolicies,
  compliance_reviews: complianceReviews,
  legal_holds: legalHolds,
  legal_hold_items: legalHoldItems,
  disposals,
  disposal_items: disposalItems,
} as const

export type Records = typeof records
export type TableName = keyof Records
export const tableNames = Object.keys(records) as TableName[]

/** The tables a laptop carries; what belongs to the office is read in the firm's database alone. */
export type BookTableName = { [T in TableName]: Records[T]['scope'] extends 'office' ? never : T }[TableName]
export const bookTableNames = tableNames.filter(
  (table) => records[table].scope !== 'office' && records[table].carried !== false,
) as BookTableName[]

/** Row types by table, as code sees them in either database. */
export type Tables = { [T in TableName]: RowOf<Records[T]> }
export type NewRow<T extends TableName> = NewRowOf<Records[T]>
export type Patch<T extends TableName> = PatchOf<Records[T]>

export type User = Tables['users']
export type Model = Tables['models']
export type ModelWeight = Tables['model_weights']
export type FeeSchedule = Tables['fee_schedules']
export type FeeTier = Tables['fee_tiers']
export type Household = Tables['households']
export type Person = Tables['persons']
export type HouseholdMember = Tables['household_members']
export type LegalEntity = Tables['entities']
export type Relationship = Tables['relationships']
export type Account = Tables['accounts']
export type AccountOwner = Tables['account_owners']
export type Beneficiary = Tables['beneficiaries']
export type Security = Tables['securities']
export type Price = Tables['prices']
export type Position = Tables['positions']
export type Transaction = Tables['transactions']
export type ClientDocument = Tables['documents']
export type DocumentContent = Tables['document_contents']
export type DocumentPage = Tables['document_pages']
export type Communication = Tables['communications']
export type Meeting = Tables['meetings']
export type MeetingNote = Tables['meeting_notes']
export type Task = Tables['tasks']
export type DocumentVersion = Tables['document_versions']
export type TeamMember = Tables['team_members']
export type Disclosure = Tables['disclosures']

/** @returns the record of a table. @throws Error for a name that is none. */
export function recordOf(table: string): RecordSpec {
  if (!Object.hasOwn(records, table)) throw new Error(`there is no record called ${table}`)
  return records[table as TableName]
}
