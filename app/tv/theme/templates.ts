import { Component } from '@lightningjs/core'
import { fontStack, sizeOf } from './text'
import { colour } from './tokens'

/** Lightning's reading of a class's template, which its types leave out. */
interface Templated {
  getTemplateFunc(component: unknown): unknown
  __has_templateFunc?: unknown
  readFor?: string
}

/**
 * Lightning reads the template of a class once for all that are made of it. Ours name sizes, colours and the font, which
 * change while the app runs: in the settings, and when the shipped font comes late. After such a change they are read
 * again, so that what is drawn anew has the new look in all its parts.
 */
export function readTemplatesForTheLook(): void {
  const base = Component as unknown as Templated
  const read = base.getTemplateFunc
  base.getTemplateFunc = function (this: Templated, component) {
    const look = `${fontStack()[0]} ${sizeOf('body')} ${colour.night}`
    if (this.readFor !== look) this.__has_templateFunc = null
    this.readFor = look
    return read.call(this, component)
  }
}
