import { DateInput, type DateInputProps } from '@mantine/dates'
import { parseTypedDate } from './dates.ts'

interface DateFieldProps extends Omit<DateInputProps, 'value' | 'onChange' | 'valueFormat' | 'dateParser'> {
  /** `YYYY-MM-DD` or null. */
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

/** A day, picked or typed (`24 Nov 2026`, `2026-11-24`). */
export function DateField({ value, onChange, ...props }: DateFieldProps) {
  return (
    <DateInput
      size="sm"
      valueFormat="D MMM YYYY"
      dateParser={parseTypedDate}
      placeholder="No date"
      clearable
      hideOutsideDates
      previousLabel="Previous month"
      nextLabel="Next month"
      clearButtonProps={{ 'aria-label': 'Clear the date' }}
      popoverProps={{ withinPortal: true, attributes: { dropdown: { role: 'dialog', 'aria-label': 'Calendar' } } }}
      value={value}
      onChange={(next) => onChange(next)}
      {...props}
    />
  )
}
