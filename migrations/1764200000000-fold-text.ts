import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What search compares: lower case, without accents. */
export class FoldText1764200000000 implements MigrationInterface {
  name = 'FoldText1764200000000'

  async up(runner: QueryRunner): Promise<void> {
    // The same as foldText in shared/domain/search-text.ts for the letters of names in Latin script. Immutable, since
    // generated columns and indexes hold its results. Capitals are mapped too: lower() leaves them in a database of
    // locale C.
    await runner.query(`
      CREATE FUNCTION app.fold_text(given text) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT replace(replace(replace(replace(
          translate(
            lower(replace(replace(replace(replace(
              regexp_replace(normalize(given, NFKD), '[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]', '', 'g'),
              'Þ', 'th'), 'ẞ', 'ss'), 'Æ', 'ae'), 'Œ', 'oe')),
            'łŁøØđĐðÐħĦı', 'llooddddhhi'),
          'þ', 'th'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
      $$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION app.fold_text(text)`)
  }
}
