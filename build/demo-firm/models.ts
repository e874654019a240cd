import type { Security } from '#shared/records/index.ts'
import type { Dice } from './dice.ts'
import type { Listing, Market } from './market.ts'

type AssetClass = Security['assetClass']
type Mix = Readonly<Partial<Record<AssetClass, number>>>

/** Model portfolios, from careful to bold, in percent; a few percent stay in cash. */
const models = {
  income: { taxable_fixed: 62, us_equity: 22, real_assets: 6, municipal_fixed: 8 },
  conservative: { taxable_fixed: 50, us_equity: 30, intl_equity: 10, municipal_fixed: 6 },
  balanced: { taxable_fixed: 36, us_equity: 40, intl_equity: 14, real_assets: 7 },
  growth: { us_equity: 54, intl_equity: 20, taxable_fixed: 16, em_equity: 5, commodities: 3 },
  all_equity: { us_equity: 66, intl_equity: 21, em_equity: 10 },
} satisfies Record<string, Mix>

export type ModelName = keyof typeof models | 'annuity'
export const modelNames = Object.keys(models) as (keyof typeof models)[]

export interface Target {
  readonly listing: Listing
  /** Share of the account's value, from 0 to 1. */
  readonly weight: number
}

/** Chooses securities for an account: more of them the larger it is, alternatives only for the largest. */
export function chooseTargets(market: Market, dice: Dice, model: ModelName, value: number): Target[] {
  if (model === 'annuity') return pickOf(market, dice, 1, ({ idea }) => idea.type === 'annuity', 1)
  const isLarge = value > 1_500_000
  const targets = (Object.entries(models[model]) as [AssetClass, number][]).flatMap(([assetClass, percent]) => {
    const count = assetClass === 'us_equity' ? usHoldings(value) : value > 1_200_000 ? 2 : 1
    return pickOf(market, dice, count, (listing) => isSuitable(listing, assetClass, value), percent / 100)
  })
  const extras = isLarge && dice.chance(0.5) ? pickOf(market, dice, 1, ({ idea }) => isSpecial(idea.type), 0.04) : []
  return [
    ...targets.map((target) => ({ ...target, weight: target.weight * (extras.length === 0 ? 1 : 0.96) })),
    ...extras,
  ]
}

function usHoldings(value: number): number {
  if (value > 800_000) return 3
  return value > 250_000 ? 2 : 1
}

function isSuitable({ idea }: Listing, assetClass: AssetClass, value: number): boolean {
  if (idea.assetClass !== assetClass) return false
  if (idea.type === 'stock') return value > 120_000
  return Number(idea.price) < 500 || value > 250_000
}

function isSpecial(type: Security['type']): boolean {
  return ['private_fund', 'structured_note', 'digital_asset', 'option'].includes(type)
}

function pickOf(
  market: Market,
  dice: Dice,
  count: number,
  fits: (listing: Listing) => boolean,
  weight: number,
): Target[] {
  const chosen = dice.shuffle(market.listings.filter(fits)).slice(0, count)
  return chosen.map((listing) => ({ listing, weight: weight / chosen.length }))
}
