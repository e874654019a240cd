import type { Security } from '#shared/records/index.ts'

/** A made-up security: no issuer, symbol, or fund here is meant to be a real one. */
export interface SecurityIdea {
  readonly symbol: string
  readonly name: string
  readonly type: Security['type']
  readonly assetClass: Security['assetClass']
  readonly sector: string | null
  /** Price at the beginning of the history, in dollars. */
  readonly price: string
  /** Usual size of a day's move, in hundredths of a percent. */
  readonly swing: number
  /** Income paid a year, in hundredths of a percent of the price. */
  readonly yieldPoints: number
  /** Payments a year: 0, 2, 4, or 12. */
  readonly payments: number
  /** Percent a year, for funds. */
  readonly expenseRatio: string | null
  /** Percent a year, for bonds. */
  readonly coupon: string | null
  /** Years from now until it is repaid, for bonds. */
  readonly maturesInYears: number | null
}

type Type = Security['type']
type AssetClass = Security['assetClass']

const plain = { sector: null, expenseRatio: null, coupon: null, maturesInYears: null }

function stock(symbol: string, name: string, sector: string, price: string, swing: number, yieldPoints: number) {
  const type: Type = 'stock'
  const assetClass: AssetClass = 'us_equity'
  return {
    ...plain,
    symbol,
    name,
    type,
    assetClass,
    sector,
    price,
    swing,
    yieldPoints,
    payments: yieldPoints === 0 ? 0 : yieldPoints < 150 ? 2 : 4,
  }
}

function fund(
  type: Type,
  assetClass: AssetClass,
  symbol: string,
  name: string,
  price: string,
  swing: number,
  yieldPoints: number,
  expenseRatio: string,
) {
  const payments = type === 'mutual_fund' || assetClass === 'intl_equity' || assetClass === 'em_equity' ? 2 : 4
  return { ...plain, symbol, name, type, assetClass, price, swing, yieldPoints, payments, expenseRatio }
}

function bond(type: Type, assetClass: AssetClass, symbol: string, name: string, coupon: string, years: number) {
  const yieldPoints = Math.round(Number(coupon) * 100)
  const spread = { price: '1000', swing: type === 'cd' ? 2 : 18, payments: 2 }
  return { ...plain, ...spread, symbol, name, type, assetClass, yieldPoints, coupon, maturesInYears: years }
}

function other(type: Type, assetClass: AssetClass, symbol: string, name: string, price: string, swing: number) {
  return { ...plain, symbol, name, type, assetClass, price, swing, yieldPoints: 0, payments: 0 }
}

/** The symbol of the security that stands for money on an account. */
export const CASH_SYMBOL = 'CASH'

export const securityIdeas: readonly SecurityIdea[] = [
  other('cash', 'cash', CASH_SYMBOL, 'US dollar cash', '1', 0),
  { ...fund('money_market', 'cash', 'LRKXX', 'Larkmoor Government Money Fund', '1', 0, 420, '0.11'), payments: 12 },
  stock('QUIL', 'Quillon Software Corporation', 'Technology', '212.40', 150, 60),
  stock('VSPR', 'Vesprine Semiconductors Inc.', 'Technology', '148.10', 210, 30),
  stock('ORRN', 'Orrinfeld Networks Inc.', 'Technology', '64.75', 160, 180),
  stock('TSLY', 'Tessalyn Health Group', 'Health care', '331.20', 110, 140),
  stock('BRMH', 'Bramhollow Pharmaceuticals', 'Health care', '88.35', 120, 330),
  stock('WYND', 'Wyndermoor Medical Devices', 'Health care', '119.60', 130, 110),
  stock('CALD', 'Calderstoke Bancorp', 'Financials', '57.90', 130, 310),
  stock('HOLM', 'Holmgarth Insurance Holdings', 'Financials', '176.25', 100, 220),
  stock('PELL', 'Pellwick Payments Inc.', 'Financials', '241.85', 140, 70),
  stock('AMBC', 'Ambrecliff Foods Company', 'Consumer staples', '72.15', 80, 290),
  stock('SORL', 'Sorlund Household Products', 'Consumer staples', '146.30', 75, 240),
  stock('FENW', 'Fenwold Outfitters Inc.', 'Consumer discretionary', '98.55', 170, 100),
  stock('MVLR', 'Miravale Resorts & Hotels', 'Consumer discretionary', '132.70', 165, 80),
  stock('GRTS', 'Grittonshaw Rail & Freight', 'Industrials', '205.10', 110, 200),
  stock('KLTB', 'Keltonbrae Aerospace', 'Industrials', '118.45', 145, 170),
  stock('DUNM', 'Dunmarrow Machinery', 'Industrials', '284.60', 125, 160),
  stock('EBBR', 'Ebbraine Energy Partners', 'Energy', '94.20', 150, 380),
  stock('TRNF', 'Tarnfell Petroleum', 'Energy', '61.05', 165, 420),
  stock('LMHY', 'Lumenhythe Power & Light', 'Utilities', '68.80', 85, 360),
  stock('ASHC', 'Ashcombe-Vray Materials', 'Materials', '83.95', 140, 210),
  stock('NOVB', 'Novabryn Communications', 'Communication', '39.40', 115, 540),
  stock('ZPHL', 'Zephyrlane Media Inc.', 'Communication', '27.15', 230, 0),
  fund('etf', 'us_equity', 'LKUS', 'Larkmoor Total US Market ETF', '108.35', 85, 135, '0.03'),
  fund('etf', 'us_equity', 'LKDV', 'Larkmoor US Dividend Growers ETF', '74.60', 72, 265, '0.08'),
  fund('etf', 'us_equity', 'LKSC', 'Larkmoor US Small Company ETF', '55.20', 110, 150, '0.09'),
  fund('mutual_fund', 'us_equity', 'TSGRX', 'Thornspire Growth Opportunities Fund', '61.83', 105, 40, '0.62'),
  fund('mutual_fund', 'us_equity', 'TSVLX', 'Thornspire Large Value Fund', '44.27', 82, 190, '0.58'),
  fund('etf', 'intl_equity', 'LKIX', 'Larkmoor Developed Markets ETF', '49.90', 88, 290, '0.06'),
  fund('etf', 'intl_equity', 'GLEU', 'Glenarch Europe Leaders ETF', '63.45', 92, 260, '0.12'),
  fund('etf', 'intl_equity', 'GLPX', 'Glenarch Pacific ETF', '71.10', 95, 220, '0.14'),
  fund('mutual_fund', 'intl_equity', 'TSINX', 'Thornspire International Value Fund', '28.66', 90, 240, '0.71'),
  fund('etf', 'em_equity', 'LKEM', 'Larkmoor Emerging Markets ETF', '41.75', 105, 250, '0.11'),
  fund('mutual_fund', 'em_equity', 'TSEMX', 'Thornspire Emerging Horizons Fund', '19.94', 112, 120, '0.94'),
  fund('etf', 'taxable_fixed', 'LKAG', 'Larkmoor US Aggregate Bond ETF', '74.25', 28, 345, '0.03'),
  fund('etf', 'taxable_fixed', 'LKST', 'Larkmoor Short Treasury ETF', '50.40', 9, 410, '0.04'),
  fund('etf', 'taxable_fixed', 'GLHY', 'Glenarch High Yield Bond ETF', '37.80', 40, 640, '0.22'),
  fund('etf', 'taxable_fixed', 'LKIP', 'Larkmoor Inflation-Protected ETF', '52.15', 32, 280, '0.05'),
  fund('mutual_fund', 'taxable_fixed', 'TSCBX', 'Thornspire Core Bond Fund', '10.42', 26, 370, '0.41'),
  fund('etf', 'municipal_fixed', 'LKMU', 'Larkmoor National Municipal ETF', '51.05', 24, 295, '0.05'),
  fund('mutual_fund', 'municipal_fixed', 'TSMIX', 'Thornspire Intermediate Municipal Fund', '13.87', 20, 280, '0.34'),
  fund('etf', 'real_assets', 'LKRE', 'Larkmoor Real Estate ETF', '83.30', 105, 390, '0.10'),
  fund('reit', 'real_assets', 'HVQY', 'Havenquay Residential Properties', '112.55', 120, 340, '0'),
  fund('reit', 'real_assets', 'DPMK', 'Depotmark Logistics Properties', '97.20', 125, 310, '0'),
  other('etf', 'commodities', 'GLAU', 'Glenarch Gold Bullion ETF', '43.85', 85),
  other('etf', 'commodities', 'GLCM', 'Glenarch Broad Commodities ETF', '24.60', 95),
  bond('treasury', 'taxable_fixed', 'UST-2Y', 'US Treasury note, two years', '4.250', 2),
  bond('treasury', 'taxable_fixed', 'UST-5Y', 'US Treasury note, five years', '4.000', 5),
  bond('treasury', 'taxable_fixed', 'UST-10Y', 'US Treasury note, ten years', '4.125', 9),
  bond('municipal', 'municipal_fixed', 'MUNI-PORT', 'Port Ellery Harbour Authority revenue bond', '3.650', 7),
  bond('municipal', 'municipal_fixed', 'MUNI-SCH', 'Tallow County School District GO bond', '3.200', 11),
  bond('corporate_bond', 'taxable_fixed', 'QUIL-31', 'Quillon Software senior notes', '4.850', 6),
  bond('corporate_bond', 'taxable_fixed', 'CALD-29', 'Calderstoke Bancorp senior notes', '5.300', 4),
  bond('cd', 'taxable_fixed', 'CD-HLM1', 'Holmgarth Bank certificate of deposit', '4.700', 1),
  other('option', 'other', 'QUIL-C240', 'Quillon Software call option, strike 240', '12.40', 320),
  { ...other('structured_note', 'alternatives', 'SN-BUF1', 'Calderstoke buffered equity note', '1000', 45) },
  other('private_fund', 'alternatives', 'PF-ORCH2', 'Orchardstone Private Credit Fund II', '10000', 6),
  other('private_fund', 'alternatives', 'PF-MERE', 'Merelake Growth Partners IV', '25000', 12),
  other('annuity', 'other', 'ANN-FIX7', 'Holmgarth seven-year fixed annuity', '1', 0),
  other('digital_asset', 'alternatives', 'DGA-ONE', 'Digital asset one', '31250', 280),
]
