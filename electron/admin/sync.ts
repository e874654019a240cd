import { Command } from 'commander'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { print } from './output.ts'
import { findPlace, type PlaceOptions, placedCommand } from './place.ts'
import { withFirm } from './with-firm.ts'

type Ask = Pick<FirmDatabase, 'query'>

const NEED = { role: 'an administrator' }

export function syncCommand(): Command {
  return new Command('sync')
    .description('What laptops keep their books in step by. For administrators.')
    .addCommand(
      placedCommand(
        'prune',
        'Removes pointers from the change log that are older than laptops stay away, and files that never arrived whole.',
      )
        .option('--keep-days <n>', 'laptops that were away longer compare their whole book', '60')
        .option('--keep-pieces-days <n>', 'a file of which nothing more came for so long is taken for given up', '90')
        .action(runPrune),
    )
    .addCommand(
      placedCommand('mark-restored', 'After a restore: has every laptop compare its book with what is there now.')
        .requiredOption('--reason <text>', 'which backup, and why; the trail keeps it')
        .action(runMarkRestored),
    )
}

interface PruneOptions extends PlaceOptions {
  readonly keepDays: string
  readonly keepPiecesDays: string
}

async function runPrune(options: PruneOptions): Promise<void> {
  const days = readDays('--keep-days', options.keepDays)
  const piecesDays = readDays('--keep-pieces-days', options.keepPiecesDays)
  await withFirm(findPlace(options), NEED, async (database) => {
    print(`${await pruneChangeLog(database, days)} pointers older than ${days} days removed.`)
    const files = await pruneArrivingPieces(database, piecesDays)
    print(`${files} files removed of which nothing came for ${piecesDays} days.`)
  })
}

/** @throws WorkstationError `bad_input`. */
function readDays(option: string, text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 7 && days <= 3650) return days
  throw new WorkstationError('bad_input', `${option} takes a number from 7 to 3650.`)
}

/** @returns how many pointers were removed. */
async function pruneChangeLog(database: Ask, days: number): Promise<number> {
  const [answer] = await database.query('SELECT sync.prune_change_log(make_interval(days => $1)) AS removed', [days])
  return Number(answer?.removed)
}

/** @returns how many files were removed that never arrived whole. */
async function pruneArrivingPieces(database: Ask, days: number): Promise<number> {
  const [answer] = await database.query('SELECT sync.prune_arriving_pieces(make_interval(days => $1)) AS removed', [
    days,
  ])
  return Number(answer?.removed)
}

async function runMarkRestored(options: PlaceOptions & { readonly reason: string }): Promise<void> {
  await withFirm(findPlace(options), NEED, (database) =>
    database.query('SELECT sync.begin_epoch($1)', [options.reason]),
  )
  print(
    'Marked. Laptops compare their book at their next contact, bring what differs, and keep what they have not sent.',
  )
}
