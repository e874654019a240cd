import type { Meeting } from '#shared/records/index.ts'

/** What is usually gone through in each kind of meeting, a point on a line. To begin with, never put over what is typed. */
export const agendaTemplates: Readonly<Record<Meeting['kind'], readonly string[]>> = {
  review: [
    'What has changed in your life and plans',
    'Portfolio since our last meeting: results, allocation, fees',
    'Confirm objectives, risk, horizon, and liquidity need',
    'Beneficiaries, authorities, and trusted contact',
    'Required distributions, taxes, and gifts this year',
    'Decisions and next steps',
  ],
  planning: [
    'What you want to reach, and by when',
    'Income, spending, and cash reserve',
    'Retirement, education, and estate questions',
    'Insurance and taxes',
    'Options, with what each would cost',
    'Decisions and next steps',
  ],
  onboarding: [
    'Agreement and disclosures: Form CRS, Form ADV, privacy notice',
    'Objectives, risk, horizon, and liquidity need',
    'Accounts to open, and transfers under way',
    'Beneficiaries and trusted contact',
    'How we work together, and how you reach us',
    'Next steps',
  ],
  service: ['What you need settled', 'Documents to sign', 'Open tasks', 'Next steps'],
  prospect: [
    'Who you are, and what brings you here',
    'What we do, what it costs, and our conflicts of interest',
    'What you have, and what you want it for',
    'Whether, and how, we go on',
  ],
}

/** The agenda of a kind of meeting, as text. */
export function agendaFor(kind: Meeting['kind']): string {
  return agendaTemplates[kind].map((point, index) => `${index + 1}. ${point}`).join('\n')
}
