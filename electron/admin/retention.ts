import { Command } from 'commander'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { print } from './output.ts'
import { findPlace, type PlaceOptions, placedCommand } from './place.ts'
import { withFirm } from './with-firm.ts'

interface Options extends PlaceOptions {
  readonly json?: boolean
  readonly reason?: string
}

interface HoldOptions extends Options {
  readonly matter: string
  readonly kind: string
  readonly issuer: string
  readonly reason: string
  readonly on: readonly string[]
  readonly scope?: string
  readonly confidential?: boolean
}

type Ask = Pick<FirmDatabase, 'query'>

/** A record's kept rows and why, as `app.retention_of` and its neighbours answer. */
export interface Explained {
  readonly subject_table?: string
  readonly subject_id?: string
  readonly disposed?: boolean
  readonly explanation: string
}

export interface Hold {
  readonly id: string
  readonly matter: string
  readonly kind: string
  readonly issued_on: string
  readonly is_confidential: boolean
  readonly records: number
}

/** Retention, disposal, and legal holds, for compliance. The database decides; these say it. */
export function retentionCommand(): Command {
  return new Command('retention')
    .description('How long records are kept, what may be disposed of, and legal holds. For compliance.')
    .addCommand(
      withPlace('explain', 'Says how long a record is kept, and why.')
        .argument('<table>')
        .argument('<id>')
        .action((table: string, id: string, options: Options) =>
          run(options, (database) => explainRecord(database, table, id), sayEach),
        ),
    )
    .addCommand(
      withPlace('list-disposable', 'What the policies would let go today. Changes nothing.')
        .argument('[class]', 'client, transaction, or communication; all of them when left out')
        .action((recordClass: string | undefined, options: Options) =>
          run(options, (database) => listDisposable(database, recordClass), sayEach),
        ),
    )
    .addCommand(disposalStep('propose', 'Proposes what is disposable today.', '[class]', proposeDisposal, true))
    .addCommand(disposalStep('approve', 'Approves what somebody else proposed.', '<id>', approveDisposal))
    .addCommand(disposalStep('cancel', 'Cancels a disposal that was not carried out.', '<id>', cancelDisposal))
    .addCommand(
      withPlace('execute', 'Carries out an approved disposal; what is kept or held by now stays, and is said.')
        .argument('<id>')
        .action((id: string, options: Options) =>
          run(options, (database) => executeDisposal(database, id), sayOutcomes),
        ),
    )
    .addCommand(
      withPlace('holds', 'The holds that are not released.').action((options: Options) =>
        run(options, listHolds, sayHolds),
      ),
    )
    .addCommand(placeHoldCommand())
    .addCommand(disposalStep('release-hold', 'Releases a hold. Deletes nothing.', '<id>', releaseHold, true))
}

function withPlace(name: string, description: string): Command {
  return placedCommand(name, description).option('--json', 'the answer as JSON')
}

function disposalStep(
  name: string,
  description: string,
  argument: string,
  act: (database: Ask, argument: string | undefined, reason: string) => Promise<string>,
  needsReason = false,
): Command {
  const command = withPlace(name, description).argument(argument)
  if (needsReason) command.requiredOption('--reason <text>', 'why')
  return command.action((given: string | undefined, options: Options) =>
    run(options, (database) => act(database, given, options.reason ?? ''), print),
  )
}

function placeHoldCommand(): Command {
  return withPlace('place-hold', 'Places a hold: nobody deletes what it reaches until every hold is released.')
    .requiredOption('--matter <text>', 'what it is about')
    .requiredOption('--kind <kind>', 'litigation, exam, investigation, or complaint')
    .requiredOption('--issuer <text>', 'who ordered it')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--on <table:id...>', 'households or records, such as households:0193…')
    .option('--scope <text>', 'its scope in words')
    .option('--confidential', 'only compliance may know of it')
    .action((options: HoldOptions) => run(options, (database) => placeHold(database, options), print))
}

async function run<T>(options: Options, work: (database: Ask) => Promise<T>, say: (answer: T) => void): Promise<void> {
  const answer = await withFirm(findPlace(options), { role: 'compliance' }, work)
  if (options.json) print(JSON.stringify(answer))
  else say(answer)
}

/** Rows of a query as the server's JSON says them. */
async function ask<T>(database: Ask, sql: string, values: readonly unknown[] = []): Promise<T[]> {
  const rows = await database.query(`SELECT coalesce(json_agg(answer), '[]') AS rows FROM (${sql}) AS answer`, values)
  return JSON.parse(rows[0]?.rows ?? '[]') as T[]
}

/** @throws WorkstationError `not_found` for a record that is not there, or not for this login to see. */
export async function explainRecord(database: Ask, table: string, id: string): Promise<Explained[]> {
  const rows = await ask<Explained>(database, 'SELECT * FROM app.retention_of($1, $2)', [table, id])
  if (rows.length === 0) throw new WorkstationError('not_found', `There is no row ${id} in ${table} that you may see.`)
  return rows
}

export async function listDisposable(database: Ask, recordClass?: string): Promise<Explained[]> {
  return await ask(database, 'SELECT * FROM app.find_disposable($1)', [recordClass ?? null])
}

/** @returns the disposal's id. */
export async function proposeDisposal(database: Ask, recordClass: string | undefined, reason: string): Promise<string> {
  const sql = 'SELECT app.propose_disposal($1, $2) AS id'
  return (await ask<{ id: string }>(database, sql, [reason, recordClass ?? null]))[0]?.id ?? ''
}

export async function approveDisposal(database: Ask, id?: string): Promise<string> {
  await database.query('SELECT app.approve_disposal($1)', [id])
  return `Approved: ${id}`
}

export async function cancelDisposal(database: Ask, id?: string): Promise<string> {
  await database.query('SELECT app.cancel_disposal($1)', [id])
  return `Cancelled: ${id}`
}

export async function executeDisposal(database: Ask, id: string): Promise<Explained[]> {
  return await ask(database, 'SELECT * FROM app.execute_disposal($1)', [id])
}

export async function listHolds(database: Ask): Promise<Hold[]> {
  return await ask(
    database,
    `SELECT id, matter, kind, issued_on, is_confidential,
       (SELECT count(*) FROM legal_hold_items WHERE hold_id = legal_holds.id) AS records
     FROM legal_holds WHERE released_at IS NULL ORDER BY issued_on, id`,
  )
}

/** @returns the hold's id. @throws WorkstationError `bad_input` for a record not written as table:id. */
export async function placeHold(database: Ask, options: HoldOptions): Promise<string> {
  const subjects = options.on.map((named) => {
    const [table, id, ...rest] = named.split(':')
    if (!table || !id || rest.length > 0) {
      throw new WorkstationError('bad_input', `${named} is no record: write its table, a colon, and its id.`)
    }
    return { table, id }
  })
  const { matter, kind, issuer, reason, confidential = false, scope = null } = options
  const rows = await ask<{ id: string }>(database, 'SELECT app.place_hold($1, $2, $3, $4, $5, $6, $7) AS id', [
    matter,
    kind,
    issuer,
    reason,
    JSON.stringify(subjects),
    confidential,
    scope,
  ])
  return rows[0]?.id ?? ''
}

export async function releaseHold(database: Ask, id: string | undefined, reason: string): Promise<string> {
  await database.query('SELECT app.release_hold($1, $2)', [id, reason])
  return `Released: ${id}`
}

function sayEach(rows: readonly Explained[]): void {
  for (const { subject_table, subject_id, explanation } of rows) {
    print(subject_table ? `${subject_table} ${subject_id}: ${explanation}` : explanation)
  }
  if (rows.length === 0) print('Nothing can be disposed of today.')
}

function sayOutcomes(rows: readonly Explained[]): void {
  for (const { subject_table, subject_id, disposed, explanation } of rows) {
    if (!disposed) print(`Stays: ${subject_table} ${subject_id}: ${explanation}`)
  }
  print(`Disposed of ${rows.filter(({ disposed }) => disposed).length} of ${rows.length} records.`)
}

function sayHolds(holds: readonly Hold[]): void {
  for (const { id, matter, kind, issued_on, is_confidential, records } of holds) {
    const confidential = is_confidential ? ', confidential' : ''
    print(`${id}: ${matter} (${kind}, since ${issued_on}${confidential}), ${records} named`)
  }
  if (holds.length === 0) print('There is no hold.')
}
