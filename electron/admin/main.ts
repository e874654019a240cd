import { Command } from 'commander'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { auditCommand } from './audit.ts'
import { checkoutsCommand } from './checkouts.ts'
import { devicesCommand } from './devices.ts'
import { documentsCommand } from './documents.ts'
import { keysCommand } from './keys.ts'
import { print } from './output.ts'
import { partitionsCommand } from './partitions.ts'
import { retentionCommand } from './retention.ts'
import { syncCommand } from './sync.ts'

/** Exit codes that scripts can tell apart. */
const FAILED = 1

const program = new Command('admin')
  .description('The command line of Adviser Workstation for IT and compliance.')
  .addCommand(auditCommand())
  .addCommand(checkoutsCommand())
  .addCommand(devicesCommand())
  .addCommand(documentsCommand())
  .addCommand(keysCommand())
  .addCommand(partitionsCommand())
  .addCommand(retentionCommand())
  .addCommand(syncCommand())
  .showHelpAfterError()

try {
  await program.parseAsync()
} catch (error) {
  const known = error instanceof WorkstationError || (error instanceof Error && error.name === 'PolicyError')
  print(known ? (error as Error).message : `Something went wrong: ${(error as Error).message}`)
  process.exitCode = FAILED
}
