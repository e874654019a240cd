// npm run bench -- screens [--json FILE]
// What the list of households and a household's page cost in a large book. Milliseconds belong to this machine; the ratios
// are what to compare.
import { runParts } from './run-parts.ts'
import { measureHouseholdList } from './screens/household-list.ts'

await runParts({ 'household-list': measureHouseholdList })
