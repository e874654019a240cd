import classes from './household-list.module.css'
import { toggleMark, useHouseholdList } from './store.ts'

/** Marks a row of the list. With the keyboard the space bar does, so that the list stays one stop. */
export function MarkBox({ id, name }: { readonly id: string; readonly name: string }) {
  const isMarked = useHouseholdList(({ marked }) => marked.has(id))
  return (
    <input
      type="checkbox"
      className={classes.markBox}
      tabIndex={-1}
      aria-label={`Mark ${name}`}
      checked={isMarked}
      onChange={() => toggleMark(id)}
      // The row opens when it is clicked.
      onClick={(event) => event.stopPropagation()}
    />
  )
}
