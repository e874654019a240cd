import type { Task } from '#shared/records/index.ts'
import type { Role } from './permissions.ts'

export type WorkflowName = NonNullable<Task['workflow']>

/** One task of a workflow. */
export interface WorkflowStep {
  readonly title: string
  readonly details?: string
  /** Calendar days from the start; a day without trading moves to the next that has it. */
  readonly afterDays: number
  /** Who does it: the household's adviser, or a colleague of the role where one serves the household. */
  readonly by: Extract<Role, 'adviser' | 'assistant' | 'operations'>
  readonly priority?: 'high'
}

export interface WorkflowTemplate {
  readonly description: string
  readonly steps: readonly WorkflowStep[]
}

/**
 * What the firm does each time, in order. Days are the firm's own standards but where a rule is named. The keys are the
 * choices of `tasks.workflow`.
 */
export const workflowTemplates = {
  onboarding: {
    description: 'From the first yes to the first review',
    steps: [
      // 17 CFR 275.204-5(b)(1), 275.204-3(b), 248.4(a): before or at the time of the contract.
      {
        title: 'Deliver Form CRS, Form ADV 2A and 2B, and the privacy notice',
        afterDays: 0,
        by: 'adviser',
        priority: 'high',
      },
      { title: 'Identify everyone: identity documents and trusted contact', afterDays: 1, by: 'assistant' },
      { title: 'Have the advisory agreement signed, and file it', afterDays: 3, by: 'adviser' },
      { title: 'Record the profile: objective, risk, horizon, liquidity', afterDays: 5, by: 'adviser' },
      { title: 'Open the accounts', afterDays: 7, by: 'operations' },
      { title: 'Write the investment policy statement and have it signed', afterDays: 14, by: 'adviser' },
      { title: 'Welcome call: is everything as expected?', afterDays: 30, by: 'assistant' },
      { title: 'First review', afterDays: 90, by: 'adviser' },
    ],
  },
  account_opening: {
    description: 'From the application to an account that works',
    steps: [
      { title: 'Prepare the application and check the registration', afterDays: 0, by: 'assistant' },
      { title: 'Name the beneficiaries: every class totals 100%', afterDays: 1, by: 'adviser' },
      { title: 'Collect signatures and file the application', afterDays: 3, by: 'assistant' },
      { title: 'Submit to the custodian', afterDays: 4, by: 'operations' },
      { title: 'Confirm that the account is open and its number is recorded', afterDays: 7, by: 'operations' },
      { title: 'Assign model, benchmark, and fee schedule', afterDays: 8, by: 'adviser' },
      { title: 'Fund the account and invest', afterDays: 14, by: 'adviser' },
    ],
  },
  transfer: {
    description: 'An account from another firm, by ACAT where it can be',
    steps: [
      { title: 'Get the latest statement, and check what can be transferred in kind', afterDays: 0, by: 'assistant' },
      { title: 'Explain costs of leaving: surrender charges, taxes, what has to be sold', afterDays: 1, by: 'adviser' },
      { title: 'Have the transfer form signed', afterDays: 2, by: 'assistant' },
      { title: 'Submit the transfer', afterDays: 3, by: 'operations' },
      // FINRA Rule 11870: one business day to validate, three to deliver.
      { title: 'Check that the other firm has validated it', afterDays: 6, by: 'operations' },
      { title: 'Reconcile what arrived, cost basis included', afterDays: 12, by: 'operations' },
      { title: 'Chase residual cash and positions', afterDays: 30, by: 'operations' },
    ],
  },
  death: {
    description: 'When a client has died: what must not wait, then the estate',
    steps: [
      {
        title: 'Call the family. Ask what they need, and decide nothing yet',
        afterDays: 0,
        by: 'adviser',
        priority: 'high',
      },
      {
        title: 'Stop what acts in the name of the deceased',
        details:
          'Powers of attorney end with death. Stop trading, standing letters, and distributions until it is clear who may act.',
        ...{ afterDays: 0, by: 'operations', priority: 'high' },
      },
      { title: 'Record the date of death', afterDays: 1, by: 'assistant' },
      {
        title: 'Get certified death certificates, and letters of the executor or trustee',
        afterDays: 14,
        by: 'assistant',
      },
      { title: 'Notify the custodians', afterDays: 16, by: 'operations' },
      {
        title: 'Value the holdings on the date of death',
        details: '26 USC 1014: the new cost basis.',
        afterDays: 21,
        by: 'operations',
      },
      { title: 'Retitle accounts, or open those of the estate and the beneficiaries', afterDays: 30, by: 'operations' },
      // 26 CFR 54.4974-1(g)(3): the minimum of the year of death is still due, from the beneficiaries.
      { title: 'Settle this year’s minimum distribution of the deceased', afterDays: 45, by: 'adviser' },
      { title: 'Review the survivors: profile, beneficiaries, authorities, cash', afterDays: 60, by: 'adviser' },
      {
        title: 'Remind the executor of the estate tax return',
        details: '26 USC 6075(a): due nine months after death. 26 USC 2010(c)(5): portability has to be elected on it.',
        ...{ afterDays: 210, by: 'adviser' },
      },
    ],
  },
} as const satisfies Readonly<Record<WorkflowName, WorkflowTemplate>>
