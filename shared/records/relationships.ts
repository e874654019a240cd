import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/**
 * What one person or entity is to another: "*from* is the *role* of *to*".
 */
export const relationships = defineRecord({
  table: 'relationships',
  label: 'Relationship',
  plural: 'Relationships',
  scope: 'household',
  conflict: 'fields',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    fromPersonId: field.ref('Person', 'persons', { nullable: true }),
    fromEntityId: field.ref('Entity', 'entities', { nullable: true }),
    toPersonId: field.ref('Of person', 'persons', { nullable: true }),
    toEntityId: field.ref('Of entity', 'entities', { nullable: true }),
    role: field.choice(
      'Role',
      {
        spouse: 'Spouse',
        parent: 'Parent',
        child: 'Child',
        guardian: 'Guardian',
        conservator: 'Conservator',
        grantor: 'Grantor',
        trustee: 'Trustee',
        co_trustee: 'Co-trustee',
        successor_trustee: 'Successor trustee',
        trust_protector: 'Trust protector',
        beneficiary: 'Beneficiary',
        executor: 'Executor',
        power_of_attorney: 'Power of attorney',
        authorized_trader: 'Authorised trader',
        trusted_contact: 'Trusted contact',
        attorney: 'Attorney',
        cpa: 'Accountant (CPA)',
        officer: 'Officer',
        director: 'Director',
        member: 'Member',
        beneficial_owner: 'Beneficial owner',
        employer: 'Employer',
        referral_source: 'Referral source',
      },
      { conflict: 'ask' },
    ),
    percent: field.ratio('Share (%)', { nullable: true, min: '0', max: '100', conflict: 'ask' }),
    fromDate: field.date('From', { nullable: true, conflict: 'ask' }),
    toDate: field.date('Until', { nullable: true, conflict: 'ask' }),
    evidenceDocumentId: field.ref('Evidence', 'documents', { nullable: true }),
  },
  indexes: [
    ['householdId'],
    ['fromPersonId'],
    ['fromEntityId'],
    ['toPersonId'],
    ['toEntityId'],
    ['evidenceDocumentId'],
  ],
  rules: {
    exactlyOne: [
      ['fromPersonId', 'fromEntityId'],
      ['toPersonId', 'toEntityId'],
    ],
    ordered: [['fromDate', 'toDate']],
    different: [
      ['fromPersonId', 'toPersonId'],
      ['fromEntityId', 'toEntityId'],
    ],
  },
})
