import { percentages } from '#shared/domain/money.ts'
import { shareProblem, wholeProblem } from '#shared/domain/shares.ts'
import type { BeneficiaryShare, OwnerShare } from '#shared/ipc/accounts.ts'
import type { ShareLine } from './share-lines.tsx'

/** The groups of a form of shares: each makes a whole. */
export type ShareGroups = Readonly<Record<string, readonly ShareLine[]>>

export function emptyLine(): ShareLine {
  return { key: crypto.randomUUID(), id: null, partyId: '', name: '', percent: '', perStirpes: false }
}

export function ownerLines(owners: readonly OwnerShare[]): ShareGroups {
  return {
    owners: owners.map(({ id, ...owner }) => ({
      ...emptyLine(),
      ...owner,
      key: id ?? '',
      id,
      percent: trim(owner.percent),
    })),
  }
}

export function beneficiaryLines(beneficiaries: readonly BeneficiaryShare[]): ShareGroups {
  const linesOf = (kind: BeneficiaryShare['class']) =>
    beneficiaries
      .filter((beneficiary) => beneficiary.class === kind)
      .map(({ id, partyId, name, percent, perStirpes }) => ({
        ...{ key: id ?? '', id, partyId: partyId ?? '', name: name ?? '', percent: trim(percent), perStirpes },
      }))
  return { primary: linesOf('primary'), contingent: linesOf('contingent') }
}

/** `50.000000` → `50`. */
function trim(percent: string): string {
  return percent.includes('.') ? percent.replace(/\.?0+$/, '') : percent
}

/** Shares that are alike, and make the whole to the hundredth. */
export function shareEqually(lines: readonly ShareLine[]): readonly ShareLine[] {
  const shares = percentages(lines.map(() => '1'))
  return lines.map((line, at) => ({ ...line, percent: trim(shares[at] ?? '') }))
}

/** What is wrong with the lines, by line; `whole` for what they make together. */
export function findShareProblems(groups: ShareGroups): Record<string, string> {
  const problems: Record<string, string> = {}
  for (const lines of Object.values(groups)) {
    for (const line of lines) {
      const problem = shareProblem(line.percent.trim())
      if (line.partyId === '' && line.name.trim() === '') problems[line.key] = 'Say who this share is for.'
      else if (problem !== null) problems[line.key] = `This ${problem}.`
    }
    const whole = Object.keys(problems).length === 0 ? wholeProblem(lines.map(({ percent }) => percent.trim())) : null
    if (whole !== null) problems.whole = whole
  }
  return problems
}

export function toOwners({ owners = [] }: ShareGroups): OwnerShare[] {
  return owners.map(({ id, partyId, percent }) => ({ id, partyId, percent: percent.trim() }))
}

export function toBeneficiaries(groups: ShareGroups): BeneficiaryShare[] {
  return (['primary', 'contingent'] as const).flatMap((kind) =>
    (groups[kind] ?? []).map(({ id, partyId, name, percent, perStirpes }) => ({
      ...{ id, class: kind, percent: percent.trim(), perStirpes },
      partyId: partyId === '' ? null : partyId,
      name: partyId === '' ? name.trim() : null,
    })),
  )
}
