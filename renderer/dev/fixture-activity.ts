import type { HouseholdPage } from '#shared/ipc/households.ts'
import { common, day, id, instant } from './fixture-base.ts'

export function makeActivity(): HouseholdPage['activity'] {
  return [
    {
      id: id(),
      kind: 'communication',
      at: instant(-1, 16, 12),
      title: 'Question about college funding',
      detail: 'E-mail from client',
      amount: null,
    },
    { id: id(), kind: 'transaction', at: day(-2), title: 'Dividend VTI', detail: 'Joint brokerage', amount: '1284.31' },
    { id: id(), kind: 'transaction', at: day(-6), title: 'Withdrawal', detail: 'Joint brokerage', amount: '-15000.00' },
    {
      id: id(),
      kind: 'note',
      at: instant(-30, 11, 5),
      title: 'Decision',
      detail: 'Raise the cash reserve to twelve months of spending before the retirement date.',
      amount: null,
    },
    {
      id: id(),
      kind: 'meeting',
      at: instant(-30, 10),
      title: 'Spring review',
      detail: 'Held in the Portland office',
      amount: null,
    },
    { id: id(), kind: 'document', at: day(-44), title: 'Investment policy statement 2026', detail: null, amount: null },
  ]
}

export function makeDocuments(household: string): HouseholdPage['documents'] {
  const entries = [
    ['Investment policy statement 2026', 'ips', 482_113],
    ['Advisory agreement', 'advisory_agreement', 1_204_882],
    ['Form CRS, delivered', 'crs', 96_540],
    ['Trust certificate of the family revocable trust, restated', 'trust_certificate', 2_310_004],
  ] as const
  return entries.map(([title, type, byteLength], index) => ({
    ...common(),
    householdId: household,
    accountId: null,
    title,
    type,
    byteLength,
    documentDate: day(-44 * (index + 1)),
    signedOn: index === 1 ? day(-1400) : null,
    deliveredOn: null,
    supersededOn: null,
    disposition: 'active',
    ...([
      { place: 'here', percent: null, kept: true },
      { place: 'arriving', percent: 40, kept: false },
      { place: 'at_firm', percent: null, kept: false },
      { place: 'waiting', percent: 25, kept: true },
    ][index] as Pick<HouseholdPage['documents'][number], 'place' | 'percent' | 'kept'>),
  }))
}
