import type { ProfileKey } from '../keys'

/**
 * Names that mean the same wherever they appear: W3C UI Events KeyboardEvent key values (colour keys as Android TV's
 * WebView delivers them, with keyCode 0), and the identifiers of KreaTV/Arris boxes.
 */
export const sharedKeys: Readonly<Record<string, ProfileKey>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Enter: 'Enter',
  Accept: 'Enter',
  Select: 'Enter',
  GoBack: 'Back',
  BrowserBack: 'Back',
  XF86Back: 'Back',
  ChannelUp: 'ChannelUp',
  ChannelDown: 'ChannelDown',
  ColorF0Red: 'Red',
  ColorF1Green: 'Green',
  ColorF2Yellow: 'Yellow',
  ColorF3Blue: 'Blue',
  Red: 'Red',
  Green: 'Green',
  Yellow: 'Yellow',
  Blue: 'Blue',
  ContextMenu: 'Menu',
  Info: 'Info',
  Help: 'Help',
  '0': 'Digit0',
  '1': 'Digit1',
  '2': 'Digit2',
  '3': 'Digit3',
  '4': 'Digit4',
  '5': 'Digit5',
  '6': 'Digit6',
  '7': 'Digit7',
  '8': 'Digit8',
  '9': 'Digit9',
}

/** Arrows, OK and digits (top row and number block) have these codes on every platform but China's cable boxes. */
export const sharedCodes: Readonly<Record<number, ProfileKey>> = {
  13: 'Enter',
  37: 'Left',
  38: 'Up',
  39: 'Right',
  40: 'Down',
  48: 'Digit0',
  49: 'Digit1',
  50: 'Digit2',
  51: 'Digit3',
  52: 'Digit4',
  53: 'Digit5',
  54: 'Digit6',
  55: 'Digit7',
  56: 'Digit8',
  57: 'Digit9',
}
