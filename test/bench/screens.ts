// npm run bench -- screens [--json FILE]
// What the list of households and a household's page cost in a large book, and how they scroll and open in Chromium.
// Milliseconds belong to this machine; the ratios are what to compare.
import { runParts } from './run-parts.ts'
import { measureHouseholdList } from './screens/household-list.ts'
import { measureInChromium } from './screens/in-chromium.ts'

await runParts({ 'household-list': measureHouseholdList, 'in-chromium': measureInChromium })
