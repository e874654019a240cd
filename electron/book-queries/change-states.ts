import type { OutboxState } from '#electron/cache/local-tables.ts'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import type { TableName } from '#shared/records/index.ts'
import type { Book } from './book.ts'

export type ChangeState = HouseholdRow['state']

/** Where changes not yet in the firm's database stand. */
export interface ChangeStates {
  ofRow(table: TableName, id: string): ChangeState
  /** The household's own row and everything kept with it. */
  ofHousehold(householdId: string): ChangeState
}

const SHOWN_AS: Readonly<Record<OutboxState, ChangeState>> = {
  waiting: 'waiting',
  sending: 'waiting',
  refused: 'refused',
  conflict: 'conflict',
}

/** Where a row has several changes, the one that most needs a person is shown. */
const URGENCY: readonly ChangeState[] = ['synced', 'waiting', 'refused', 'conflict']

/** Reads the outbox once; it holds what was made since the last push, so it is small. */
export async function readChangeStates(book: Book): Promise<ChangeStates> {
  const changes = await book.selectFrom('outbox').select(['tableName', 'rowId', 'householdId', 'state']).execute()
  const rows = new Map<string, ChangeState>()
  const households = new Map<string, ChangeState>()
  for (const change of changes) {
    raise(rows, `${change.tableName} ${change.rowId}`, SHOWN_AS[change.state])
    const householdId = change.tableName === 'households' ? change.rowId : change.householdId
    if (householdId !== null) raise(households, householdId, SHOWN_AS[change.state])
  }
  return {
    ofRow: (table, id) => rows.get(`${table} ${id}`) ?? 'synced',
    ofHousehold: (householdId) => households.get(householdId) ?? 'synced',
  }
}

function raise(states: Map<string, ChangeState>, key: string, state: ChangeState): void {
  const known = states.get(key) ?? 'synced'
  if (URGENCY.indexOf(state) > URGENCY.indexOf(known)) states.set(key, state)
}
