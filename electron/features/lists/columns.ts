import { type CsvColumn, toCsv } from '#shared/domain/csv.ts'
import { labelOf } from '#shared/domain/labels.ts'
import type { HouseholdRow, TaskView } from '#shared/ipc/households.ts'
import type { MeetingRow } from '#shared/ipc/meetings.ts'
import type { Holding, TransactionView } from '#shared/ipc/portfolio.ts'
import { households } from '#shared/records/households.ts'
import { meetings } from '#shared/records/meetings.ts'
import { securities } from '#shared/records/securities.ts'
import { tasks } from '#shared/records/tasks.ts'
import { transactions } from '#shared/records/transactions.ts'

/** What of each list leaves the workstation: what its screen shows, and no more. */
const householdColumns: readonly CsvColumn<HouseholdRow>[] = [
  { header: 'Household', value: ({ name }) => name },
  { header: 'People', value: ({ people }) => people },
  { header: 'Status', value: ({ status }) => labelOf(households, 'status', status) },
  { header: 'Service tier', value: ({ serviceTier }) => labelOf(households, 'serviceTier', serviceTier) },
  { header: 'Accounts', value: ({ accounts }) => accounts },
  { header: 'Market value (USD)', value: ({ marketValue }) => marketValue },
  { header: 'As of', value: ({ asOf }) => asOf },
  { header: 'Next review', value: ({ nextReviewOn }) => nextReviewOn },
  { header: 'Next meeting (UTC)', value: ({ nextMeetingAt }) => nextMeetingAt },
  { header: 'Open tasks', value: ({ openTasks }) => openTasks },
  { header: 'Data quality (of 100)', value: ({ quality }) => quality },
]

const taskColumns: readonly CsvColumn<TaskView>[] = [
  { header: 'Task', value: ({ title }) => title },
  { header: 'Household', value: ({ householdName }) => householdName },
  { header: 'Owner', value: ({ ownerName }) => ownerName },
  { header: 'Due', value: ({ dueOn }) => dueOn },
  { header: 'Priority', value: ({ priority }) => labelOf(tasks, 'priority', priority) },
  { header: 'Details', value: ({ details }) => details },
]

const meetingColumns: readonly CsvColumn<MeetingRow>[] = [
  { header: 'Meeting', value: ({ subject }) => subject },
  { header: 'Household', value: ({ householdName }) => householdName },
  { header: 'Status', value: ({ status }) => labelOf(meetings, 'status', status) },
  { header: 'Begins (UTC)', value: ({ startsAt }) => startsAt },
  { header: 'Ends (UTC)', value: ({ endsAt }) => endsAt },
  { header: 'Location', value: ({ location }) => location },
  { header: 'Attendees', value: ({ attendees }) => attendees },
]

const holdingColumns: readonly CsvColumn<Holding>[] = [
  { header: 'Account', value: ({ accountName }) => accountName },
  { header: 'Symbol', value: ({ symbol }) => symbol },
  { header: 'Security', value: ({ securityName }) => securityName },
  { header: 'Asset class', value: ({ assetClass }) => labelOf(securities, 'assetClass', assetClass) },
  { header: 'Quantity', value: ({ quantity }) => quantity },
  { header: 'Price (USD)', value: ({ price }) => price },
  { header: 'As of', value: ({ asOf }) => asOf },
  { header: 'Market value (USD)', value: ({ marketValue }) => marketValue },
  { header: 'Cost basis (USD)', value: ({ costBasis }) => costBasis },
  { header: 'Unrealised (USD)', value: ({ unrealized }) => unrealized },
  { header: 'In the household’s total', value: ({ inTotals }) => (inTotals ? 'Yes' : 'No') },
]

const transactionColumns: readonly CsvColumn<TransactionView>[] = [
  { header: 'Traded', value: ({ tradedOn }) => tradedOn },
  { header: 'Type', value: ({ type }) => labelOf(transactions, 'type', type) },
  { header: 'Account', value: ({ accountName }) => accountName },
  { header: 'Symbol', value: ({ symbol }) => symbol },
  { header: 'Quantity', value: ({ quantity }) => quantity },
  { header: 'Price (USD)', value: ({ price }) => price },
  { header: 'Net (USD)', value: ({ netAmount }) => netAmount },
  { header: 'Status', value: ({ status }) => labelOf(transactions, 'status', status) },
]

/** Writes out rows of each kind of list. */
export const csvOf = {
  households: (rows: readonly HouseholdRow[]) => toCsv(householdColumns, rows),
  tasks: (rows: readonly TaskView[]) => toCsv(taskColumns, rows),
  meetings: (rows: readonly MeetingRow[]) => toCsv(meetingColumns, rows),
  holdings: (rows: readonly Holding[]) => toCsv(holdingColumns, rows),
  transactions: (rows: readonly TransactionView[]) => toCsv(transactionColumns, rows),
}
