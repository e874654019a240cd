import type { Security, Tables } from '#shared/records/index.ts'
import { toRatio } from './amounts.ts'
import { addYears, instantAt } from './calendar.ts'
import { DEMO_USERS } from './demo-users.ts'
import type { Dice } from './dice.ts'
import type { Listing, Market } from './market.ts'

type AssetClass = Security['assetClass']
type Mix = Readonly<Partial<Record<AssetClass, number>>>

interface Model {
  readonly purpose: string
  /** In percent of what is invested; what is missing to 100 stays in cash. */
  readonly mix: Mix
}

/** Model portfolios, from careful to bold. */
const models = {
  income: {
    purpose: 'Income now, little change in value',
    mix: { taxable_fixed: 62, us_equity: 22, real_assets: 6, municipal_fixed: 8 },
  },
  conservative: {
    purpose: 'Preservation with some growth',
    mix: { taxable_fixed: 50, us_equity: 30, intl_equity: 10, municipal_fixed: 6 },
  },
  balanced: {
    purpose: 'Growth and income, five years or more',
    mix: { taxable_fixed: 36, us_equity: 40, intl_equity: 14, real_assets: 7 },
  },
  growth: {
    purpose: 'Growth, ten years or more',
    mix: { us_equity: 54, intl_equity: 20, taxable_fixed: 16, em_equity: 5, commodities: 3 },
  },
  all_equity: {
    purpose: 'The greatest growth, for those who can wait',
    mix: { us_equity: 66, intl_equity: 21, em_equity: 10 },
  },
} satisfies Record<string, Model>

export type ModelName = keyof typeof models | 'annuity'
export type ModelIds = Readonly<Record<keyof typeof models, string>>
export const modelNames = Object.keys(models) as (keyof typeof models)[]

export interface Target {
  readonly listing: Listing
  /** Share of the account's value, from 0 to 1. */
  readonly weight: number
}

/** The model's place among the firm's, from careful to bold. @param boldness any whole number. */
export function modelAt(boldness: number): keyof typeof models {
  return modelNames[Math.max(0, Math.min(modelNames.length - 1, boldness))] ?? 'balanced'
}

/** The name that the firm gives a model. */
export function modelLabel(model: ModelName): string {
  return `Harbour ${model.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())}`
}

/** The firm's models, and the weights they had three years ago and have since last year. */
export function modelRows(today: string, nextId: () => string) {
  const author = DEMO_USERS.find(({ role }) => role === 'operations')?.id ?? null
  const begun = [`${addYears(today, -3).slice(0, 4)}-01-01`, `${addYears(today, -1).slice(0, 4)}-07-01`]
  const common = (day: string) => {
    const at = instantAt(day, 9 * 60)
    return { id: nextId(), version: 1, createdAt: at, createdBy: author, updatedAt: at, updatedBy: author }
  }
  const ids = Object.fromEntries(modelNames.map((name) => [name, ''])) as Record<keyof typeof models, string>
  const rows: Tables['models'][] = []
  const weights: Tables['model_weights'][] = []
  for (const name of modelNames) {
    const row = { ...common(begun[0] ?? today), name: modelLabel(name), purpose: models[name].purpose, endedOn: null }
    rows.push(row)
    ids[name] = row.id
    for (const [index, inForceFrom] of begun.entries()) {
      for (const [assetClass, percent] of mixOf(name, index === begun.length - 1)) {
        const figures = { target: toRatio(percent), tolerance: toRatio(toleranceOf(percent)) }
        weights.push({ ...common(inForceFrom), modelId: row.id, inForceFrom, assetClass, ...figures })
      }
    }
  }
  return { ids, rows, weights }
}

/** The mix with its cash; formerly a few percent less stayed in equity at home. */
function mixOf(name: keyof typeof models, isPresent: boolean): [AssetClass, number][] {
  const mix = Object.entries(models[name].mix) as [AssetClass, number][]
  const invested = mix.reduce((sum, [, percent]) => sum + percent, 0)
  const whole: [AssetClass, number][] = [...mix, ['cash', 100 - invested]]
  if (isPresent) return whole
  return whole.map(([assetClass, percent]) => {
    if (assetClass === 'us_equity') return [assetClass, percent - 2]
    return [
      assetClass,
      assetClass === 'intl_equity' || (name === 'income' && assetClass === 'cash') ? percent + 2 : percent,
    ]
  })
}

/** The larger the part, the wider its band. */
function toleranceOf(percent: number): number {
  if (percent >= 20) return 5
  return percent >= 10 ? 3 : 2
}

/** Chooses securities for an account: more of them the larger it is, alternatives only for the largest. */
export function chooseTargets(market: Market, dice: Dice, model: ModelName, value: number): Target[] {
  if (model === 'annuity') return pickOf(market, dice, 1, ({ idea }) => idea.type === 'annuity', 1)
  const isLarge = value > 1_500_000
  const targets = (Object.entries(models[model].mix) as [AssetClass, number][]).flatMap(([assetClass, percent]) => {
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
