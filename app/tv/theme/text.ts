import type { TextTexture } from '@lightningjs/core'
import { colour } from './tokens'

const boxFonts = ['PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', 'sans-serif']
let fonts = boxFonts

/** The fonts to draw with, the shipped one first once it is there. */
export const fontStack = (): string[] => fonts

/** The shipped font is loaded: texts made from now on are drawn with it. */
export function shippedFontIsThere(family: string): void {
  fonts = [family, ...boxFonts]
}

const sizes = { small: 28, body: 32, strong: 36, title: 48, large: 64, huge: 96 } as const
export type TextSize = keyof typeof sizes

export const scales = { normal: 1, large: 1.15, 'very-large': 1.3 } as const
export type TextScale = keyof typeof scales
let scale: number = scales.normal

/** Chooses the size of all text; the app draws its screens anew afterwards. */
export function useTextScale(name: TextScale): void {
  scale = scales[name]
}

/** The font size of a step in units, as it is drawn now. */
export const sizeOf = (size: TextSize): number => Math.round(sizes[size] * scale)

/** The height of a line of a step in units; room for Chinese glyphs, which fill their em. */
export const lineOf = (size: TextSize): number => Math.round(sizeOf(size) * 1.35)

/**
 * Never `w` or `h`: Lightning counts them as texture pixels, so that a text with them is stretched at 720p. Without
 * them a text's texture is as small as its words.
 */
type TextSettings = Omit<Partial<TextTexture.Settings>, 'w' | 'h' | 'fontSize' | 'lineHeight' | 'fontFace'>

/** A text style for a component's `text`. Every text says its line height: Lightning's default is wrong at 720p. */
export function textStyle(size: TextSize, more: TextSettings = {}): Partial<TextTexture.Settings> {
  return { fontFace: fontStack(), fontSize: sizeOf(size), lineHeight: lineOf(size), textColor: colour.text, ...more }
}

/** One line that ends in an ellipsis where the width, in units, ends. */
export function oneLine(size: TextSize, width: number, more: TextSettings = {}): Partial<TextTexture.Settings> {
  return textStyle(size, {
    wordWrap: false,
    textOverflow: 'ellipsis',
    wordWrapWidth: width,
    maxLinesSuffix: '…',
    ...more,
  })
}

/** Words that wrap at a width in units; beyond `lines` lines an ellipsis. To centre them, centre the element too. */
export function paragraph(
  size: TextSize,
  width: number,
  lines = 0,
  more: TextSettings = {},
): Partial<TextTexture.Settings> {
  return textStyle(size, { wordWrap: true, wordWrapWidth: width, maxLines: lines, maxLinesSuffix: '…', ...more })
}
