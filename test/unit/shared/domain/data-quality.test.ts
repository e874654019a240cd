import { expect, test } from 'vitest'
import { judgeQuality, type QualityFacts, qualityRules } from '#shared/domain/data-quality.ts'

const TODAY = '2026-11-24'

const complete: QualityFacts = {
  people: 2,
  peopleWithoutBirthDate: 0,
  peopleWithoutTaxNumber: 0,
  peopleWithoutContact: 0,
  peopleWithoutAddress: 0,
  peopleWithoutCitizenship: 0,
  expiredIds: 0,
  accounts: 1,
  accountsWithoutBeneficiary: 0,
  hasPrimaryPerson: true,
  missingProfileFields: 0,
  profileConfirmedOn: '2025-11-24',
  nextReviewOn: TODAY,
  hasSignedAgreement: true,
  hasDeliveredSummary: true,
  isRetail: true,
}

test('what is complete has a hundred, up to the last day it counts', () => {
  expect(judgeQuality(complete, TODAY)).toEqual({ score: 100, gaps: [] })
})

test('each gap is named with where it is put right', () => {
  const nothing: QualityFacts = {
    people: 3,
    peopleWithoutBirthDate: 1,
    peopleWithoutTaxNumber: 2,
    peopleWithoutContact: 3,
    peopleWithoutAddress: 1,
    peopleWithoutCitizenship: 1,
    expiredIds: 1,
    accounts: 2,
    accountsWithoutBeneficiary: 2,
    hasPrimaryPerson: false,
    missingProfileFields: 4,
    profileConfirmedOn: null,
    nextReviewOn: null,
    hasSignedAgreement: false,
    hasDeliveredSummary: false,
    isRetail: true,
  }

  const { score, gaps } = judgeQuality(nothing, TODAY)

  expect({ score, gaps: gaps.map(({ title, fixIn }) => `${fixIn}: ${title}`) }).toEqual({
    score: 0,
    gaps: [
      'people: No primary person',
      'people: 1 person without a date of birth',
      'people: 2 people without a social security number or tax id',
      'people: 3 people without e-mail or phone',
      'people: 1 person without a full address',
      'people: 1 person without citizenship or tax residency',
      'people: 1 person with an expired ID',
      'accounts: 2 accounts without a primary beneficiary',
      'profile: 4 answers missing in the profile',
      'profile: Profile never confirmed',
      'review: No date for the next review',
      'documents: No signed advisory agreement',
      'documents: No relationship summary (Form CRS) delivered',
    ],
  })
})

test('rules that do not apply count neither way, and one gap is never a hundred', () => {
  const prospect = { ...complete, people: 0, accounts: 0, isRetail: false, hasDeliveredSummary: false }
  const lightest = { ...complete, nextReviewOn: '2026-11-23' }

  const judged = [prospect, lightest, { ...complete, profileConfirmedOn: '2025-11-23' }].map((facts) =>
    judgeQuality(facts, TODAY),
  )

  expect(judged.map(({ score, gaps }) => [score, gaps.map(({ id }) => id)])).toEqual([
    [100, []],
    [96, ['next_review']],
    [92, ['profile_confirmed']],
  ])
  expect(new Set(qualityRules.map(({ id }) => id)).size).toBe(qualityRules.length)
})
