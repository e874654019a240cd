// npm run bench -- database [--json FILE] [--part NAME]
// What the database costs and how fast it answers. Milliseconds belong to this machine; the ratios are what to compare.
import { measureLargeFirm } from './database/large-firm.ts'
import { runParts } from './database/run-parts.ts'
import { measureWriteCost } from './database/write-cost.ts'

await runParts({ 'write-cost': measureWriteCost, 'large-firm': measureLargeFirm })
