import { measureExposure } from '#shared/domain/portfolio-checks.ts'
import type { ExposureView } from '#shared/ipc/portfolio.ts'
import type { Book } from './book.ts'
import { readUncountedAccounts } from './counted-accounts.ts'
import { readPositions } from './positions.ts'

/** What hangs on single securities and lies in cash, of the accounts that count in the household's total. */
export async function readExposure(book: Book, householdId: string, today: string): Promise<ExposureView> {
  const [positions, uncounted] = await Promise.all([
    readPositions(book, householdId),
    readUncountedAccounts(book, householdId, today),
  ])
  const { singles, ...rest } = measureExposure(positions.filter(({ accountId }) => !uncounted.has(accountId)))
  return { ...rest, singles: [...singles] }
}
