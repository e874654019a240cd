import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The firm's households in the order of their names, so that a page of them is read alone, wherever it begins. */
export class PagesOfHouseholds1764500030000 implements MigrationInterface {
  name = 'PagesOfHouseholds1764500030000'

  async up(runner: QueryRunner): Promise<void> {
    // Of the words that search keeps: case and accents do not count, and the order does not depend on the server's locale.
    await runner.query(`CREATE INDEX households_in_order ON public.households (search_text COLLATE "C", id)`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX public.households_in_order`)
  }
}
