import type { TextTexture } from '@lightningjs/core'

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

type TextSettings = Partial<TextTexture.Settings>

/**
 * A text style for a component's `text`. Every text says its line height (Lightning's default is wrong at 720p) and
 * should say its `w`: a text's memory is its box.
 */
export function textStyle(size: TextSize, more: TextSettings = {}): TextSettings {
  return { fontFace: fontStack(), fontSize: sizeOf(size), lineHeight: lineOf(size), ...more }
}
