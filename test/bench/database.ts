// npm run bench -- database [--json FILE] [--part NAME]
// What the database costs and how fast it answers. Milliseconds belong to this machine; the ratios are what to compare.
import { measureLargeFirm } from './database/large-firm.ts'
import { measureWriteCost } from './database/write-cost.ts'
import { runParts } from './run-parts.ts'

await runParts({ 'write-cost': measureWriteCost, 'large-firm': measureLargeFirm })
