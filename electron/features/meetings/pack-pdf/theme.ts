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

export const TABLE_BELOW_FONT_SIZE = 7
export const CELL_PADDING = 8

export const LINE_HEIGHT = 1.4

/**
 * A size with its line height: always together and always on the text itself. A line height on anything around it is
 * reckoned from another size; one that reaches text made page by page, such as the page number, is multiplied anew
 * each time the library lays the page out, until the text is off the paper.
 */
function size(fontSize: number, lineHeight: number = LINE_HEIGHT) {
  return { fontSize, lineHeight }
}

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
    marginTop: -56,
    marginHorizontal: -44,
    paddingTop: 32,
    paddingBottom: 22,
    paddingHorizontal: 44,
    backgroundColor: colors.brand,
    color: colors.onBrand,
  },
  bandFirm: { ...size(8.5), fontWeight: 600, color: colors.onBrandMuted, letterSpacing: 0.4 },
  bandTitle: { ...size(23, 1.2), fontWeight: 600, marginTop: 14 },
  bandSubject: { ...size(12), marginTop: 3 },
  bandFact: { ...size(8.5, 1.5), color: colors.onBrandMuted },
  tiles: { flexDirection: 'row', marginTop: 16, gap: 10 },
  tile: { flexGrow: 1, flexBasis: 0, padding: 10, backgroundColor: colors.faint, borderRadius: 3 },
  tileLabel: { ...size(7), color: colors.muted },
  tileValue: { ...size(13, 1.3), fontWeight: 600, marginTop: 2 },
  tileHint: { ...size(7), color: colors.muted, marginTop: 2 },
  gap: { marginTop: 18 },
  below: { marginTop: 8 },
  sectionTitle: { ...size(12, 1.3), fontWeight: 600, color: colors.brand, marginBottom: 2 },
  sectionHint: { ...size(7.5), color: colors.muted, marginBottom: 2 },
  body: { ...size(8.5) },
  muted: { color: colors.muted },
  change: { flexDirection: 'row', paddingVertical: 1.5 },
  changeDay: { ...size(8.5), width: 62 },
  changeText: { flex: 1 },
  tableHead: {
    ...size(7),
    flexDirection: 'row',
    paddingTop: 6,
    paddingBottom: 3,
    borderBottomWidth: 1,
    borderBottomColor: colors.brand,
    fontWeight: 600,
    color: colors.muted,
  },
  repeatedHead: { marginBottom: 1 },
  tableRow: {
    ...size(TABLE_FONT_SIZE),
    flexDirection: 'row',
    paddingVertical: 3,
    borderBottomWidth: 0.5,
    borderBottomColor: colors.line,
  },
  tableTotal: { ...size(TABLE_FONT_SIZE), flexDirection: 'row', paddingVertical: 4, fontWeight: 600 },
  cellBelow: { fontSize: TABLE_BELOW_FONT_SIZE, color: colors.muted },
  check: {
    flexDirection: 'row',
    paddingVertical: 5,
    paddingHorizontal: 8,
    marginTop: 3,
    borderRadius: 2,
    borderLeftWidth: 3,
  },
  checkTitle: { ...size(8.5), fontWeight: 600, width: 160, paddingRight: 10 },
  checkDetail: { ...size(8.5), flexGrow: 1, flexShrink: 1, flexBasis: 0 },
  note: { marginTop: 6, paddingLeft: 8, borderLeftWidth: 2, borderLeftColor: colors.line },
  noteHead: { ...size(7), color: colors.muted },
})
