import { StyleSheet } from '@react-pdf/renderer'
import { FONT_FAMILY } from './fonts.ts'

/** The firm whose name the paper carries. */
export const FIRM_NAME = 'Adviser Workstation'

export const colors = {
  ink: '#1b2430',
  muted: '#5b6776',
  line: '#d9dee5',
  faint: '#f4f6f8',
  brand: '#12385b',
  onBrand: '#ffffff',
  onBrandMuted: '#b9cbdc',
  attention: '#a83a12',
  attentionFill: '#fdf1ea',
  notice: '#31587a',
  noticeFill: '#eef4f9',
} as const

/** One colour for each slice, dark to light and apart in hue; more slices than colours begin again. */
export const sliceColors = [
  '#12385b',
  '#2f7f86',
  '#c8883a',
  '#6a5a9a',
  '#8aa348',
  '#a34b5d',
  '#5f8fc0',
  '#b7a06a',
  '#7c8794',
  '#c4cad2',
] as const

/** US Letter less the margins, in points. */
export const CONTENT_WIDTH = 612 - 2 * 44
export const CONTENT_HEIGHT = 792 - 56 - 58

export const TABLE_FONT_SIZE = 8

/**
 * Given to parts of the page and never to the page itself: a line's height that reaches text made page by page, such as
 * the page number, is multiplied anew each time the library lays the page out, until the text is off the paper.
 */
export const LINE_HEIGHT = 1.4

export const styles = StyleSheet.create({
  page: {
    fontFamily: FONT_FAMILY,
    fontSize: 8.5,
    color: colors.ink,
    paddingTop: 56,
    paddingBottom: 58,
    paddingHorizontal: 44,
  },
  runningHead: {
    position: 'absolute',
    top: 26,
    left: 44,
    right: 44,
    flexDirection: 'row',
    justifyContent: 'space-between',
    fontSize: 7.5,
    color: colors.muted,
  },
  foot: {
    position: 'absolute',
    bottom: 24,
    left: 44,
    right: 44,
    paddingTop: 6,
    borderTopWidth: 0.5,
    borderTopColor: colors.line,
    flexDirection: 'row',
    justifyContent: 'space-between',
    fontSize: 7,
    color: colors.muted,
  },
  band: {
    lineHeight: LINE_HEIGHT,
    marginTop: -56,
    marginHorizontal: -44,
    paddingTop: 34,
    paddingBottom: 24,
    paddingHorizontal: 44,
    backgroundColor: colors.brand,
    color: colors.onBrand,
  },
  bandFirm: { fontSize: 8.5, fontWeight: 600, color: colors.onBrandMuted, letterSpacing: 0.4 },
  bandTitle: { fontSize: 23, fontWeight: 600, lineHeight: 1.2, marginTop: 16 },
  bandSubject: { fontSize: 12, marginTop: 4 },
  bandFacts: { fontSize: 8.5, color: colors.onBrandMuted, marginTop: 10 },
  tiles: { lineHeight: LINE_HEIGHT, flexDirection: 'row', marginTop: 16, gap: 10 },
  tile: { flexGrow: 1, flexBasis: 0, padding: 10, backgroundColor: colors.faint, borderRadius: 3 },
  tileLabel: { fontSize: 7, color: colors.muted },
  tileValue: { fontSize: 12.5, fontWeight: 600, lineHeight: 1.3, marginTop: 2 },
  tileHint: { fontSize: 7, color: colors.muted, marginTop: 1 },
  section: { lineHeight: LINE_HEIGHT, marginTop: 20 },
  sectionTitle: { fontSize: 11.5, fontWeight: 600, color: colors.brand, marginBottom: 2 },
  sectionHint: { fontSize: 7.5, color: colors.muted, marginBottom: 4 },
  strong: { fontWeight: 600 },
  muted: { color: colors.muted },
  tableHead: {
    lineHeight: LINE_HEIGHT,
    flexDirection: 'row',
    paddingTop: 6,
    paddingBottom: 3,
    borderBottomWidth: 1,
    borderBottomColor: colors.brand,
    fontSize: 7,
    fontWeight: 600,
    color: colors.muted,
  },
  tableRow: {
    lineHeight: LINE_HEIGHT,
    flexDirection: 'row',
    paddingVertical: 3,
    borderBottomWidth: 0.5,
    borderBottomColor: colors.line,
    fontSize: TABLE_FONT_SIZE,
  },
  tableTotal: {
    lineHeight: LINE_HEIGHT,
    flexDirection: 'row',
    paddingVertical: 4,
    fontSize: TABLE_FONT_SIZE,
    fontWeight: 600,
  },
  repeatedHead: { marginBottom: 1 },
  cellBelow: { fontSize: 7, color: colors.muted },
  check: { flexDirection: 'row', padding: 7, marginTop: 4, borderRadius: 3, borderLeftWidth: 3 },
  note: { marginTop: 6, paddingLeft: 8, borderLeftWidth: 2, borderLeftColor: colors.line },
})
