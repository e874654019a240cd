/** Names that go together. Surnames are invented combinations or common ones; none is meant to be a real client. */
export interface NamePool {
  readonly women: readonly string[]
  readonly men: readonly string[]
  readonly surnames: readonly string[]
}

function words(text: string): string[] {
  return text.split(', ')
}

export const namePools: readonly NamePool[] = [
  {
    women: words('Eleanor, Margaret, Caroline, Judith, Abigail, Harriet, Rosalind, Beatrice, Penelope, Claire'),
    men: words('Thomas, William, Edward, Graham, Nathaniel, Russell, Malcolm, Philip, Stuart, Henry'),
    surnames: words(
      'Ashworth, Whitcombe, Pemberton, Langridge, Fairweather, Holloway, Thackeray, Winterbourne, Carmichael-Rhys, ' +
        'Bellamy, Featherstonehaugh, Kingsley, Marlowe, Prescott, Radcliffe, Sutherland, Underhill, Wetherby',
    ),
  },
  {
    women: words('Siobhán, Niamh, Aoife, Gráinne, Maeve, Orla, Bríd, Ciara'),
    men: words('Cormac, Pádraig, Declan, Eoin, Fergus, Lorcan, Séamus, Tadhg'),
    surnames: words('O’Connor, Ó Súilleabháin, MacGiolla, O’Shaughnessy, Fitzgerald, McAllister, D’Arcy, Ní Bhriain'),
  },
  {
    women: words('Annelise, Brigitte, Frauke, Ingrid, Käthe, Liesel, Sigrún, Åsa, Freja'),
    men: words('Jürgen, Matthias, Søren, Björn, Ragnar, Götz, Lars-Erik, Åke, Þorsteinn'),
    surnames: words(
      'Müller-Ørsted, Großmann, Lindqvist, Sørensen, Weißenberger, Bäckström, von Hohenfels, Þórsdóttir, Kjærgaard, Straßer',
    ),
  },
  {
    women: words('Thị Mai, Linh, Hương, Phượng, Ngọc Anh, Thu Thảo'),
    men: words('Văn Minh, Đức, Quang Huy, Tuấn, Bảo Long, Thành'),
    surnames: words('Nguyễn, Trần, Lê Hoàng, Phạm, Đặng, Võ'),
  },
  {
    women: words('María Fernanda, Lucía, Inés, Begoña, Ximena, Pilar, Soledad, Catalina'),
    men: words('Íñigo, Joaquín, Álvaro, Rubén, Sebastián, Emiliano, Nicolás, Raúl'),
    surnames: words(
      'García-Núñez, Ibáñez, Villanueva y Peña, de la Cruz Ordóñez, Etxeberria, Muñoz, Zúñiga, ' +
        'Montserrat-Villavicencio y Álvarez de Toledo, Quiñones, Sepúlveda',
    ),
  },
  {
    women: words('Ananya, Lakshmi, Meera, Padmavathi, Sunita, Kavya, Rukmini, Ishani'),
    men: words('Arjun, Venkatesh, Rajiv, Siddharth, Harish, Vikram, Anand, Krishnamurthy'),
    surnames: words(
      'Raghunathan, Iyer, Chatterjee, Venkataraman-Subramaniam, Bhattacharya, Deshpande, Kulkarni, Menon, Sengupta, Oberoi',
    ),
  },
  {
    women: words('Ngozi, Adaeze, Folasade, Zanele, Amara, Wanjiku, Efua, Temitope'),
    men: words('Chukwuemeka, Babatunde, Kwabena, Sipho, Olumide, Kamau, Ifeanyi, Tendai'),
    surnames: words('Okafor, Adébáyọ̀, Nkrumah-Mensah, Dlamini, Onyekachukwu, Mwangi, Achebe-Lawson, Boateng, Ìdòwú'),
  },
  {
    women: words('Ji-woo, Mei-Ling, Haruka, Xiuying, Soo-jin, Yuki, Wan-ting, Eun-ji'),
    men: words('Min-jun, Kenji, Wei-Chen, Hiroshi, Dong-hyun, Jian, Takumi, Sang-woo'),
    surnames: words('Kim, Ōtsuka, Chen, Takahashi, Park, Zhāng, Ouyang, Sakamoto, Lǚ, Hwang'),
  },
  {
    women: words('Zofia, Jadwiga, Světlana, Ludmila, Katarzyna, Eszter, Bojana, Agnieszka'),
    men: words('Władysław, Jiří, Krzysztof, Zoltán, Miloš, Grzegorz, Dragan, Bohuslav'),
    surnames: words(
      'Wiśniewska-Łukaszewicz, Dvořák, Szczepański, Kovács, Čapek, Brzęczyszczykiewicz, Horváth, Živković, Gołębiowski',
    ),
  },
  {
    women: words('Yasmin, Leila, Shirin, Noor, Dalia, Parisa, Rania, Esther'),
    men: words('Karim, Farhad, Tariq, Yusuf, Daniel, Reza, Samir, Avraham'),
    surnames: words('Haddad, Al-Rashidi, Farrokhzad, Ben-Avraham, El-Masri, Khoury, Rosenblum, Abdelrahman, Mizrachi'),
  },
  {
    women: words('Geneviève, Élodie, Marie-Thérèse, Chantal, Aurélie, Noémie'),
    men: words('François, Jean-Baptiste, Étienne, Rémy, Loïc, Gaël'),
    surnames: words('Beaumont-Lefèvre, Dupré, Château, L’Écuyer, Desrosiers, Thibodeaux, Saint-Cyr, Bélanger'),
  },
  {
    women: words('Keala, Dolores, Tallulah, Monique, Latoya, Gwendolyn, Josephine, Vivian'),
    men: words('Kekoa, Marcus, Desmond, Terrence, Winston, Leroy, Clarence, Isaiah'),
    surnames: words(
      'Kealoha, Washington-Greene, Beauregard, Baptiste, Whitehorse, Freeman, Castellano, Lincoln-Yazzie',
    ),
  },
]

/** What some people would rather be called. */
export const preferredNames: Readonly<Record<string, string>> = {
  ...{ Eleanor: 'Nell', Margaret: 'Maggie', Thomas: 'Tom', William: 'Bill', Edward: 'Ted', Nathaniel: 'Nate' },
  ...{ 'Lars-Erik': 'Lasse', 'Thị Mai': 'Mai', 'Ngọc Anh': 'Anh', 'Văn Minh': 'Minh', 'Bảo Long': 'Long' },
  ...{ 'María Fernanda': 'Mafe', Sebastián: 'Seba', Padmavathi: 'Padma', Venkatesh: 'Venkat', Folasade: 'Sade' },
  ...{ Chukwuemeka: 'Emeka', Babatunde: 'Tunde', Katarzyna: 'Kasia', Krzysztof: 'Krzyś', Władysław: 'Władek' },
  ...{ 'Marie-Thérèse': 'Marie', 'Jean-Baptiste': 'Jean', Gwendolyn: 'Gwen', Josephine: 'Jo', Isaiah: 'Zay' },
}

/** City, state, and ZIP codes that belong together. */
export const cities = [
  { city: 'Portland', state: 'ME', postalCode: '04101' },
  { city: 'Providence', state: 'RI', postalCode: '02906' },
  { city: 'New Haven', state: 'CT', postalCode: '06511' },
  { city: 'Boston', state: 'MA', postalCode: '02116' },
  { city: 'Albany', state: 'NY', postalCode: '12203' },
  { city: 'Princeton', state: 'NJ', postalCode: '08540' },
  { city: 'Annapolis', state: 'MD', postalCode: '21401' },
  { city: 'Charlottesville', state: 'VA', postalCode: '22903' },
  { city: 'Savannah', state: 'GA', postalCode: '31401' },
  { city: 'Sarasota', state: 'FL', postalCode: '34236' },
  { city: 'Austin', state: 'TX', postalCode: '78704' },
  { city: 'Santa Barbara', state: 'CA', postalCode: '93101' },
  { city: 'Seattle', state: 'WA', postalCode: '98112' },
] as const

export const streets = words(
  'Harbour View Road, Old Mill Lane, Juniper Court, Lighthouse Avenue, Orchard Hill, Saltmarsh Drive, Copper Beech Way, ' +
    'Whaler’s Row, St. Brendan’s Terrace, Quarry Road, Larch Street, Millpond Close',
)

export const employers = words(
  'Quillon Software, Tessalyn Health Group, Port Ellery Harbour Authority, Tallow County Schools, Grittonshaw Rail & Freight, ' +
    'Holmgarth Insurance, Bramhollow Pharmaceuticals, Merelake University, St. Brendan’s Hospital, Orchardstone Architects LLP, ' +
    'Wyndermoor Medical Devices, Calderstoke Bancorp',
)

export const charities = words(
  'Port Ellery Food Bank, Merelake Conservation Trust, St. Brendan’s Children’s Hospital Fund, Tallow County Library Friends',
)

export const practices = words(
  'Dunleavy & Pike CPAs, Marrowfield Tax Advisers, Oakhanger Accounting LLP, Thistlewood & Daughters CPAs',
)

/** Letters of mail addresses: accents dropped, anything else a dot. */
export function toMailName(name: string): string {
  const letters = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßŁłØøÞþĐđÆæ]/g, (letter) => plainLetters[letter] ?? '')
  return letters
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.|\.$/g, '')
}

const plainLetters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', Ł: 'L', ł: 'l', Ø: 'O', ø: 'o', Þ: 'Th', þ: 'th', Đ: 'D', đ: 'd', Æ: 'Ae', æ: 'ae' },
}
