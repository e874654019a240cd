import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '#shared/domain/dates.ts'
import { moneyWeighted } from '#shared/domain/money-weighted.ts'
import { explainDifference } from '#shared/domain/performance.ts'
import { modifiedDietz, timeWeighted } from '#shared/domain/returns.ts'

const on = (day: string, amount: string) => ({ on: day, amount })

// The documentation gives 0.373362535, "accurate within 0.000001 percent"; in forty digits the root is 0.37336253352.
test('the example in the documentation of XIRR, to the accuracy it claims', () => {
  const answer = moneyWeighted([
    on('2008-01-01', '-10000'),
    on('2008-03-01', '2750'),
    on('2008-10-30', '4250'),
    on('2009-02-15', '3250'),
    on('2009-04-01', '2750'),
  ])
  const rate = 'rate' in answer ? answer.rate : Number.NaN
  expect([Math.abs(rate - 0.373362535) < 1e-8, rate.toFixed(11)]).toEqual([true, '0.37336253352'])
})

test('modified Dietz: 100 becomes 300 with 50 paid in halfway, 150 earned on 125', () => {
  const factor = modifiedDietz(on('2021-01-01', '100'), on('2021-01-21', '300'), [on('2021-01-11', '50')])
  expect(factor?.toFixed()).toBe('2.2')
})

// One share bought at 200, another at 225 a year later, both sold at 235 after two years; 5 a share paid each year.
test('the textbook’s two shares: 15% and 6.67% linked, 9.39% a year on the money', () => {
  const values = [on('2021-01-01', '200'), on('2022-01-01', '450'), on('2023-01-01', '480')]
  const linked = timeWeighted(values, [on('2022-01-01', '220')])
  const rate = moneyWeighted([on('2021-01-01', '-200'), on('2022-01-01', '-220'), on('2023-01-01', '480')])
  expect([linked.percent, linked.estimated, 'rate' in rate ? rate.rate.toFixed(4) : rate]).toEqual([
    '22.6667',
    [],
    '0.0939',
  ])
})

test('a flow between two valuations is estimated, and the answer says where', () => {
  const values = [on('2021-01-01', '100'), on('2021-01-21', '300'), on('2021-01-31', '330')]
  expect(timeWeighted(values, [on('2021-01-11', '50')])).toEqual({
    percent: '142.0000',
    estimated: ['2021-01-21'],
    growth: [on('2021-01-01', '1'), on('2021-01-21', '2.2000000000'), on('2021-01-31', '2.4200000000')],
  })
})

test('several rates and no rate are answers of their own', () => {
  // −100, +230, −132 a year apart: (x − 1.1)(x − 1.2) = 0.
  const several = moneyWeighted([on('2021-01-01', '-100'), on('2022-01-01', '230'), on('2023-01-01', '-132')])
  const none = moneyWeighted([on('2021-01-01', '100'), on('2022-01-01', '50')])
  expect([several.kind === 'several' ? several.rates.map((rate) => rate.toFixed(6)) : several, none]).toEqual([
    ['0.100000', '0.200000'],
    { kind: 'none' },
  ])
})

test('without capital there is no return', () => {
  expect(timeWeighted([on('2021-01-01', '0'), on('2021-02-01', '0')], []).percent).toBeNull()
})

/** A unit of a fund bought and sold at each day's price: its price alone is the time-weighted return. */
test('whatever is paid in or out, the time-weighted return is that of the fund it was invested in', () => {
  const step = fc.record({ price: fc.integer({ min: 50, max: 200 }), units: fc.integer({ min: -3, max: 50 }) })
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      let units = 100
      const values: ReturnType<typeof on>[] = []
      const flows: ReturnType<typeof on>[] = []
      for (const [index, { price, units: bought }] of steps.entries()) {
        const day = addDays('2021-01-01', index * 9)
        units += bought
        values.push(on(day, String(units * price)))
        flows.push(on(day, String(bought * price)))
      }
      const first = steps[0]?.price ?? 1
      const last = steps.at(-1)?.price ?? 1
      expect(Number(timeWeighted(values, flows).percent)).toBeCloseTo((last / first - 1) * 100, 3)
    }),
  )
})

test('money that earned one rate all along has that rate, whenever it came', () => {
  const flow = fc.record({ day: fc.integer({ min: 0, max: 900 }), amount: fc.integer({ min: 1, max: 9000 }) })
  fc.assert(
    fc.property(fc.array(flow, { minLength: 1 }), fc.integer({ min: -60, max: 90 }), (flows, percent) => {
      const yearly = 1 + percent / 100
      const end = flows.reduce((sum, { day, amount }) => sum + amount * yearly ** ((1000 - day) / 365), 0)
      const paid = flows.map(({ day, amount }) => on(addDays('2021-01-01', day), String(-amount)))
      const answer = moneyWeighted([...paid, on(addDays('2021-01-01', 1000), String(end))])
      expect('rate' in answer ? answer.rate : Number.NaN).toBeCloseTo(percent / 100, 6)
    }),
  )
})

test('where no single payment weighs enough to show, none is named', () => {
  const values = [on('2026-01-31', '1000'), on('2026-02-28', '1201'), on('2026-03-31', '900.75')]
  const payments = Array.from({ length: 5 }, () => on('2026-02-28', '0.20'))
  expect(explainDifference(values, payments)).toBe(
    'The portfolio earned -10.00%; the client’s money earned -10.02%, less because of when money came and went. ' +
      'No single payment made a hundredth of a per cent of difference.',
  )
})
