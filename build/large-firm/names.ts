import { namePools } from '#build/demo-firm/name-list.ts'

/** How many different surnames a large firm has; a few are everywhere, most are rare (Zipf's law). */
export const SURNAMES = 40_000
export const FIRST_NAMES = 1_500

const COMMON_SURNAMES =
  'Smith, Johnson, Williams, Brown, Jones, García, Miller, Davis, Rodríguez, Martínez, Hernández, López, González, ' +
  'Wilson, Anderson, Thomas, Taylor, Moore, Jackson, Martin, Lee, Pérez, Thompson, White, Harris, Sánchez, Clark, ' +
  'Ramírez, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott, Torres, Nguyen, Hill, Flores, Green, Adams, ' +
  'Nelson, Baker, Hall, Rivera, Campbell, Mitchell, Carter, Roberts, Müller, Schröder, Lefèvre, Nuñez, Björk, Łuczak'
const COMMON_FIRST_NAMES =
  'Mary, James, Patricia, Robert, Jennifer, John, Linda, Michael, Elizabeth, David, Barbara, William, Susan, Richard, ' +
  'Jessica, Joseph, Sarah, Thomas, Karen, Charles, Anna, José, Renée, Zoë, Łukasz, Anne-Marie, Chloë, André, Márta, Jürgen'

const BEGINNINGS =
  'Ab Al An Ar Bar Bel Ber Bir Bran Bor Cal Car Chal Cor Cres Dal Dar Del Dor Dun El Er Es Fal Far Fen Fitz Gal Gar ' +
  'Gri Had Hal Har Hol Il Is Jan Jor Kal Kar Ker Kol Lan Lar Lin Lor Mal Mar Mer Mon Mor Nar Nor Ol Or Pal Par Per ' +
  'Quin Ral Ros Rum Sal San Sel Sor Tal Tar Tor Ul Val Var Ver Wal Win Wor Yar Zel Ål Øst Mün Gö Łu Ché'
const MIDDLES =
  'a e i o u an en in on er ar or el al il is as es ett ill ann ing ach eck und am em ock ust arl orn ern ist om ald é ö ü'
const ENDINGS =
  'son sen man mann berg feld ford field ton well wood worth ley land stein burg dale ski wicz ez es ini elli etti ova ' +
  'ic ak ek ler ner ter ver ard art ault eau quist ström gren holm lund bach hoff er ey y o a'
const FIRST_ENDINGS = 'a e ia ina ette elle ias ian in an on o us is éa ah y i eth ard'

const list = (text: string, separator: string | RegExp) => text.split(separator).map((word) => word.trim())
const poolNames = namePools.flatMap(({ women, men }) => [...women, ...men])
const poolSurnames = namePools.flatMap(({ surnames }) => surnames)

/**
 * SQL that makes `large_firm.surnames` and `large_firm.first_names`: `n` from 1 upwards, the commonest first, the name,
 * and its e-mail form. Common and borrowed names come first, then combinations of syllables, in an order that looks
 * like none and is always the same.
 */
export function nameStatements(): string[] {
  return [
    nameTable('surnames', SURNAMES, [...list(COMMON_SURNAMES, ','), ...poolSurnames], ENDINGS),
    nameTable('first_names', FIRST_NAMES, [...list(COMMON_FIRST_NAMES, ','), ...poolNames], FIRST_ENDINGS),
  ]
}

function nameTable(table: string, count: number, known: readonly string[], endings: string): string {
  return `
    CREATE UNLOGGED TABLE large_firm.${table} AS
    SELECT row_number() OVER (ORDER BY place, md5(name))::integer AS n, name,
      regexp_replace(app.fold_text(name), '[^a-z0-9]', '', 'g') AS mail_name
    FROM (
      SELECT name, min(place) AS place FROM (
        SELECT name, place FROM unnest(${textArray(known)}) WITH ORDINALITY AS known (name, place)
        UNION ALL
        SELECT a || b || c, 1000000 FROM unnest(${textArray(list(BEGINNINGS, ' '))}) AS a,
          unnest(${textArray(list(MIDDLES, ' '))}) AS b, unnest(${textArray(list(endings, ' '))}) AS c
      ) AS every_name GROUP BY name
    ) AS distinct_names
    ORDER BY n LIMIT ${count}`
}

function textArray(words: readonly string[]): string {
  return `ARRAY[${words.map((word) => `'${word.replaceAll("'", "''")}'`).join(', ')}]`
}
