import type { households } from '#shared/records/households.ts'

/** The client's profile: what a meeting goes through item by item. */
export const profileFields = [
  'objective',
  'riskTolerance',
  'riskCapacity',
  'horizon',
  'liquidity',
  'incomeBand',
  'netWorthBand',
  'liquidNetWorthBand',
  'taxBracket',
] as const satisfies readonly (keyof typeof households.fields)[]

export type ProfileField = (typeof profileFields)[number]
