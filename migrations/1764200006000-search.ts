import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Searchable columns of each table, as they were when this migration was written, in the order search shows tables. */
const searchable: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['households', ['name']],
  ['persons', ['first_name', 'last_name', 'preferred_name', 'email']],
  ['accounts', ['name', 'custodian', 'number_last4']],
  ['entities', ['name']],
  ['meetings', ['subject']],
  ['tasks', ['title']],
  ['documents', ['title']],
  ['communications', ['subject']],
  ['meeting_notes', ['body']],
]

/** Tables whose rows have a name; others have a title. The first ones of those searched. */
const named = ['households', 'persons', 'accounts', 'entities']

/** Search over the whole firm: what is stored of each row's words, and the function that asks for them. */
export class Search1764200006000 implements MigrationInterface {
  name = 'Search1764200006000'

  async up(runner: QueryRunner): Promise<void> {
    // Folded words, each between two spaces: "begins a word" is then LIKE '% word%' and "is a word" LIKE '% word %',
    // and the trigram index answers both. Punctuation is listed, since [[:alnum:]] knows ASCII alone in a database of
    // locale C. Immutable, since generated columns and indexes hold its results.
    await runner.query(`
      CREATE FUNCTION app.search_words(given text) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ' ' || btrim(regexp_replace(
          app.fold_text(given),
          '[\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+', ' ', 'g'
        )) || ' '
      $$`)
    await this.storeWords(runner, 'app.search_words')
    // Whose households are mine is asked in every statement of an adviser; from this index alone it is a few pages.
    await runner.query(`CREATE INDEX households_of_an_adviser ON public.households (advisor_id) INCLUDE (id)`)
    await this.createVocabulary(runner)
    await this.createPatterns(runner)
    await this.createShortcut(runner)
    await this.createSearch(runner)
  }

  /**
   * The different words of all names: some ten thousand where there are a million persons, so that whatever is close to a
   * mistyped word is found in a millisecond. It is a list of clients' names, hence for those who may read the whole firm.
   */
  private async createVocabulary(runner: QueryRunner): Promise<void> {
    // Not unique: two people who enter the same new name at once must not wait for each other.
    await runner.query(`CREATE TABLE app.search_vocabulary (word text COLLATE "C" NOT NULL)`)
    await runner.query(`CREATE INDEX search_vocabulary_word ON app.search_vocabulary (word)`)
    await runner.query(`CREATE INDEX search_vocabulary_trigrams ON app.search_vocabulary USING gin (word gin_trgm_ops)`)
    await runner.query(`ALTER TABLE app.search_vocabulary ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE app.search_vocabulary FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE POLICY firm_reads ON app.search_vocabulary FOR SELECT
      TO firm_compliance, firm_examiner, firm_operations USING (true)`)
    await runner.query(`
      CREATE POLICY keeper_writes ON app.search_vocabulary TO firm_keeper USING (true) WITH CHECK (true)`)
    await runner.query(`GRANT SELECT ON app.search_vocabulary TO firm_member`)
    await runner.query(`GRANT SELECT, INSERT, DELETE ON app.search_vocabulary TO firm_keeper`)
    await runner.query(`
      CREATE FUNCTION app.words_to_learn(words text) RETURNS SETOF text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT DISTINCT word FROM unnest(string_to_array(words, ' ')) AS word
        WHERE length(word) BETWEEN 2 AND 64 AND word !~ '[0-9]'
      $$`)
    await runner.query(`
      CREATE FUNCTION app.learn_words() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        IF TG_OP = 'INSERT' OR NEW.search_text IS DISTINCT FROM OLD.search_text THEN
          INSERT INTO app.search_vocabulary (word)
          SELECT word FROM app.words_to_learn(NEW.search_text) AS learned (word)
          WHERE NOT EXISTS (SELECT FROM app.search_vocabulary AS known WHERE known.word = learned.word);
        END IF;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.rebuild_vocabulary() RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        words bigint;
      BEGIN
        DELETE FROM app.search_vocabulary;
        INSERT INTO app.search_vocabulary (word)
        SELECT DISTINCT word FROM (${named.map((table) => `SELECT search_text FROM public.${table}`).join(' UNION ALL ')}) AS rows
        CROSS JOIN LATERAL app.words_to_learn(search_text) AS word;
        GET DIAGNOSTICS words = ROW_COUNT;
        RETURN words;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.rebuild_vocabulary() FROM PUBLIC`)
    for (const table of named) {
      await runner.query(`
        CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.${table}
        FOR EACH ROW EXECUTE FUNCTION app.learn_words()`)
    }
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`GRANT EXECUTE ON FUNCTION app.rebuild_vocabulary() TO CURRENT_USER`)
    await runner.query(`ALTER FUNCTION app.learn_words() OWNER TO firm_keeper`)
    await runner.query(`ALTER FUNCTION app.rebuild_vocabulary() OWNER TO firm_keeper`)
    await runner.query(`SELECT app.rebuild_vocabulary()`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  private async createPatterns(runner: QueryRunner): Promise<void> {
    // One mistake: a letter too few, wrong, or too many, or two letters swapped. \`_\` stands for any letter.
    await runner.query(`
      CREATE FUNCTION app.mistyped_patterns(word text) RETURNS text[]
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_agg(DISTINCT pattern) FROM generate_series(0, length(word)) AS place
        CROSS JOIN LATERAL (VALUES
          (left(word, place) || '_' || substr(word, place + 1)),
          (left(word, place) || '_' || substr(word, place + 2)),
          (left(word, place) || substr(word, place + 2)),
          (left(word, place) || substr(word, place + 2, 1) || substr(word, place + 1, 1) || substr(word, place + 3))
        ) AS mistake (pattern)
      $$`)
    await runner.query(`
      CREATE FUNCTION app.similar_words(asked text) RETURNS text[]
      LANGUAGE sql STABLE SET search_path = pg_catalog, public SET pg_trgm.similarity_threshold = 0.3 AS $$
        WITH one_mistake AS (
          SELECT DISTINCT word FROM app.search_vocabulary WHERE word LIKE ANY (app.mistyped_patterns(asked))
        ),
        alike AS (
          SELECT DISTINCT word FROM app.search_vocabulary WHERE word % asked AND NOT EXISTS (SELECT FROM one_mistake)
        )
        SELECT coalesce(array_agg(word), '{}') FROM (
          SELECT word FROM (SELECT word FROM one_mistake UNION SELECT word FROM alike) AS close
          ORDER BY similarity(word, asked) DESC, word LIMIT 5
        ) AS closest
      $$`)
    // Tiers: 3 is the word, 2 begins with it, 1 contains it, 0 is close to it. One or two letters stand in every name, so
    // they must begin a word; three are too few to tell a mistake from another name.
    await runner.query(`
      CREATE FUNCTION app.search_condition(words text[], tier integer) RETURNS text
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
      DECLARE
        has_vocabulary boolean := tier = 0 AND EXISTS (SELECT FROM app.search_vocabulary);
        one text;
        patterns text[];
        conditions text[];
      BEGIN
        FOREACH one IN ARRAY words LOOP
          patterns := CASE
            WHEN tier = 3 THEN ARRAY['% ' || one || ' %']
            WHEN tier = 2 OR length(one) < 3 THEN ARRAY['% ' || one || '%']
            WHEN tier = 1 OR length(one) = 3 THEN ARRAY['%' || one || '%']
            WHEN NOT has_vocabulary
              THEN ARRAY(SELECT '% ' || pattern || '%' FROM unnest(app.mistyped_patterns(one)) AS pattern)
            WHEN cardinality(words) > 1 AND EXISTS (SELECT FROM app.search_vocabulary WHERE word LIKE one || '%')
              THEN ARRAY['% ' || one || '%']
            ELSE ARRAY(SELECT '% ' || word || ' %' FROM unnest(app.similar_words(one)) AS word)
          END;
          conditions := conditions || format('search_text LIKE ANY (%L::text[])', patterns);
        END LOOP;
        RETURN array_to_string(conditions, ' AND ');
      END
      $$`)
  }

  /** The vocabulary only saves work: it may lack a word, and then the next tier finds the row. */
  private async createShortcut(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.may_find(words text[], tier integer) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
        SELECT tier < 2 OR NOT EXISTS (SELECT FROM app.search_vocabulary) OR NOT EXISTS (
          SELECT FROM unnest(words) AS asked WHERE length(asked) >= 2 AND asked !~ '[0-9]' AND NOT EXISTS (
            SELECT FROM app.search_vocabulary
            WHERE word >= asked COLLATE "C" AND word <= (asked || CASE WHEN tier = 2 THEN U&'\\FFFD' ELSE '' END) COLLATE "C"
          )
        )
      $$`)
  }

  private async createSearch(runner: QueryRunner): Promise<void> {
    // Every tier leaves out what the one before found. LIMIT stands within each table, so that of a common string as many
    // rows are read as are wanted, and never all of them sorted. The index would still gather every row that has it, so
    // the first pages are looked through before: what stands in every tenth row is found there, and with more pages for
    // three letters or fewer, what stands in every hundredth. Under row-level
    // security the planner knows nothing of the words' frequency, so it is not left to choose between index and scan.
    await runner.query(`
      CREATE FUNCTION app.search_statement(tier integer, condition text, found_before text, wanted integer, shortest integer) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
        SELECT string_agg(format(
          CASE WHEN (SELECT EXISTS (SELECT FROM app.search_vocabulary))
            THEN '(SELECT * FROM (SELECT %1$s AND ctid < ''(%4$s,0)'' UNION ALL SELECT %1$s AND (ctid < ''(%4$s,0)'') IS NOT TRUE) AS %2$I LIMIT %3$s)'
            ELSE '(SELECT %1$s LIMIT %3$s)' END,
          format('%L, %s, id, %I, search_text FROM public.%I WHERE %s%s', name, place,
            CASE name WHEN 'households' THEN 'id' ELSE 'household_id' END, name, condition, ' AND NOT (' || found_before || ')'),
          name, wanted, CASE WHEN shortest < 4 AND place <= ${named.length} THEN 128 ELSE 16 END
        ), ' UNION ALL ' ORDER BY place)
        FROM unnest(ARRAY[${searchable.map(([table]) => `'${table}'`).join(', ')}]) WITH ORDINALITY AS kind (name, place)
        WHERE tier > 0 OR place <= ${named.length}
      $$`)
    await runner.query(`
      CREATE FUNCTION app.search(asked text, at_most integer DEFAULT 50)
      RETURNS TABLE (table_name text, row_id uuid, household_id uuid, rank real)
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off SET jit = off AS $$
      DECLARE
        words text[] := ARRAY(
          SELECT left(word, 64) FROM unnest(string_to_array(btrim(app.search_words(asked)), ' ')) WITH ORDINALITY AS given (word, place)
          WHERE word <> '' ORDER BY place LIMIT 8);
        letters integer := length(array_to_string(words, ' '));
        shortest integer := (SELECT min(length(word)) FROM unnest(words) AS word);
        remaining integer := least(greatest(coalesce(at_most, 50), 0), 200);
        enough integer := least(remaining, 5);
        all_found integer := 0;
        found integer;
        condition text;
        found_before text;
      BEGIN
        FOR tier IN REVERSE 3..0 LOOP
          EXIT WHEN letters = 0 OR remaining = 0 OR (tier = 0 AND all_found >= enough);
          CONTINUE WHEN NOT app.may_find(words, tier);
          condition := app.search_condition(words, tier);
          RETURN QUERY EXECUTE format(
            'SELECT name, id, household, (
               CASE WHEN %s THEN 3 WHEN %s THEN 2 ELSE %s END + least(0.99, %s / (length(search_text) - 2)::real)
             )::real AS rank
             FROM (%s) AS candidates (name, place, id, household, search_text) ORDER BY rank DESC, place, id LIMIT %s',
            app.search_condition(words, 3), app.search_condition(words, 2), least(tier, 1), letters,
            app.search_statement(tier, condition, found_before, remaining, shortest), remaining);
          GET DIAGNOSTICS found = ROW_COUNT;
          remaining := remaining - found;
          all_found := all_found + found;
          found_before := condition;
        END LOOP;
      END
      $$`)
    await runner.query(`
      COMMENT ON FUNCTION app.search(text, integer) IS
      'Rows the caller may see in which every word asked is found: rank 3 and above as words, 2 as beginnings of words, 1 within words, below 1 mistyped. At most 200, best first.'`)
  }

  private async storeWords(runner: QueryRunner, prepare: string): Promise<void> {
    for (const [table, columns] of searchable) {
      const text = columns.map((column) => `coalesce(${column}, '')`).join(` || ' ' || `)
      await runner.query(`ALTER TABLE public.${table} DROP COLUMN search_text`)
      await runner.query(`
        ALTER TABLE public.${table} ADD search_text text GENERATED ALWAYS AS (${prepare}(${text})) STORED`)
      await runner.query(`CREATE INDEX ${table}_search ON public.${table} USING gin (search_text gin_trgm_ops)`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION app.search(text, integer)`)
    await runner.query(`DROP FUNCTION app.search_statement(integer, text, text, integer, integer)`)
    await runner.query(`DROP FUNCTION app.may_find(text[], integer)`)
    await runner.query(`DROP FUNCTION app.search_condition(text[], integer)`)
    await runner.query(`DROP FUNCTION app.similar_words(text)`)
    await runner.query(`DROP FUNCTION app.mistyped_patterns(text)`)
    for (const table of named) {
      await runner.query(`DROP TRIGGER e_learn_words ON public.${table}`)
    }
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`DROP FUNCTION app.rebuild_vocabulary()`)
    await runner.query(`DROP FUNCTION app.learn_words()`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
    await runner.query(`DROP FUNCTION app.words_to_learn(text)`)
    await runner.query(`DROP TABLE app.search_vocabulary`)
    await runner.query(`DROP INDEX public.households_of_an_adviser`)
    await this.storeWords(runner, 'app.fold_text')
    await runner.query(`DROP FUNCTION app.search_words(text)`)
  }
}
