import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** A trust, company, estate, or plan that owns or governs assets. The table is called `entities`. */
export const legalEntities = defineRecord({
  table: 'entities',
  label: 'Legal entity',
  scope: 'household',
  conflict: 'fields',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    name: field.text('Name', { searchable: true, sensitivity: 'identity', maxLength: 200 }),
    type: field.choice('Type', {
      revocable_trust: 'Revocable trust',
      irrevocable_trust: 'Irrevocable trust',
      testamentary_trust: 'Testamentary trust',
      charitable_trust: 'Charitable trust',
      special_needs_trust: 'Special needs trust',
      estate: 'Estate',
      llc: 'LLC',
      c_corp: 'C corporation',
      s_corp: 'S corporation',
      gp: 'General partnership',
      lp: 'Limited partnership',
      llp: 'Limited liability partnership',
      sole_prop: 'Sole proprietorship',
      foundation: 'Foundation',
      nonprofit: 'Nonprofit',
      retirement_plan: 'Retirement plan',
      government: 'Government',
    }),
    einEncrypted: field.encrypted('EIN', { nullable: true, sensitivity: 'identity' }),
    einLast4: field.text('EIN, last four', { nullable: true, sensitivity: 'identity', maxLength: 4 }),
    formedOn: field.date('Formed', { nullable: true }),
    formationState: field.text('State of formation', { nullable: true, maxLength: 2 }),
    taxClassification: field.choice(
      'Tax classification',
      {
        grantor: 'Grantor',
        simple: 'Simple trust',
        complex: 'Complex trust',
        disregarded: 'Disregarded',
        partnership: 'Partnership',
        corporation: 'Corporation',
        exempt: 'Exempt',
      },
      { nullable: true },
    ),
    trustDate: field.date('Trust date', { nullable: true }),
    situs: field.text('Situs', { nullable: true, maxLength: 2 }),
  },
  indexes: [['householdId']],
})
