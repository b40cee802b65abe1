import { fontStack, sizeOf, type TextSize } from './text'

let context: CanvasRenderingContext2D | null | undefined

/** How wide one line of text will be, in units; for what lies behind or beside it. */
export function widthOf(text: string, size: TextSize, bold = false): number {
  if (context === undefined) context = document.createElement('canvas').getContext('2d')
  if (!context) return text.length * sizeOf(size)
  const families = fontStack().map((family) => (family.indexOf(' ') < 0 ? family : `"${family}"`))
  context.font = `${bold ? 'bold ' : ''}${sizeOf(size)}px ${families.join(',')}`
  return context.measureText(text).width
}
