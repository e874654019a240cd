import { expect, test } from 'vitest'
import { formatStatements } from '#build/migrations/format-sql.ts'

const reserved = new Set(['order'])

test('a table is written one column a line, with quotes only where a name needs them', () => {
  const statement =
    `CREATE TABLE "cases" ("id" uuid NOT NULL, "order" integer NOT NULL DEFAULT '1', "fee" numeric(20,4), ` +
    `"at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "ck_cases_kind" CHECK ("kind" IN ('a, b', 'it''s "c"')))`

  expect(formatStatements([statement], reserved)).toEqual([
    `CREATE TABLE cases (
  id uuid NOT NULL,
  "order" integer NOT NULL DEFAULT 1,
  fee numeric(20,4),
  at timestamptz(3),
  CONSTRAINT ck_cases_kind CHECK (kind IN ('a, b', 'it''s "c"'))
)`,
  ])
})

test('the foreign keys of one table become one statement', () => {
  const add = (name: string, rule: string) =>
    `ALTER TABLE "tasks" ADD CONSTRAINT "fk_tasks_${name}" FOREIGN KEY ("${name}") REFERENCES "users"("id") ${rule}`

  expect(
    formatStatements(
      [add('a', 'ON DELETE NO ACTION ON UPDATE NO ACTION'), add('b', 'ON DELETE RESTRICT ON UPDATE NO ACTION')],
      reserved,
    ),
  ).toEqual([
    `ALTER TABLE tasks
  ADD CONSTRAINT fk_tasks_a FOREIGN KEY (a)
    REFERENCES users (id),
  ADD CONSTRAINT fk_tasks_b FOREIGN KEY (b)
    REFERENCES users (id) ON DELETE RESTRICT`,
  ])
})
