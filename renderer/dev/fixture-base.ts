import type { DataQuality } from '#shared/domain/data-quality.ts'

/** Made-up people for development. Nobody of these exists. */

const surnames = (
  'Abernathy Alvarez Ashcombe Bellweather Bergström Brightwater Calloway Castellanos Chowdhury Dellacroix Drummond ' +
  'Eastmoor Fairbanks Featherstone Galbraith Grunwald Hartigan Hollowell Ibarra Kensington Kowalczyk Lindqvist ' +
  'Lockridge Marchetti Merriweather Montague Nakashima Oberlin Okonkwo Pemberton Prendergast Quintero Ravenswood ' +
  'Rosenthal Sandoval Schreiber Silverthorne Sørensen Thistlewood Underhill Vandermeer Villanueva Wainwright ' +
  'Westergaard Whitcombe Winterbourne Yamaguchi Zielinski'
).split(' ')
const firstNames =
  'Margaret Robert Elena Thomas Priya Samuel Ingrid David Naomi Walter Clara Henry Beatriz Arthur Simone Victor'.split(
    ' ',
  )

export const now = new Date()
export const day = (offset: number) => new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10)
export const instant = (offset: number, hour = 9, minute = 0) => {
  const at = new Date(now.getTime() + offset * 86_400_000)
  at.setHours(hour, minute, 0, 0)
  return at.toISOString()
}

let counter = 0
/** Looks like a UUIDv7; the same each run. */
export function id(): string {
  counter += 1
  return `01890000-0000-7000-8000-${counter.toString(16).padStart(12, '0')}`
}

/** Written by the database on every row. */
export const common = () => ({
  id: id(),
  version: 1,
  createdAt: instant(-900),
  createdBy: null,
  updatedAt: instant(-3),
  updatedBy: null,
})

export const pick = <Value>(values: readonly Value[], index: number): Value =>
  values[((index % values.length) + values.length) % values.length] as Value

export const surname = (index: number) => pick(surnames, index)
export const firstName = (index: number) => pick(firstNames, index)
/** Cents as text, so that fixtures are exact as well. */
export const money = (cents: number) =>
  `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`

export const user = {
  id: id(),
  login: 'ines.hartmann',
  displayName: 'Ines Hartmann',
  role: 'adviser' as const,
  title: 'Senior adviser',
}

export function makeQuality(score: number): DataQuality {
  const gaps = [
    { id: 'addresses', title: '1 person without a full address', fixIn: 'people' },
    { id: 'profile', title: '3 answers missing in the profile', fixIn: 'profile' },
    { id: 'agreement', title: 'No signed advisory agreement', fixIn: 'documents' },
  ] as const
  return { score, gaps: score === 100 ? [] : gaps }
}
