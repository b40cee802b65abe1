import { render } from 'preact'
import { Board } from './board'
import { Desk } from './Desk'
import { Bell } from './sound'

const board = new Board()
render(<Desk board={board} bell={new Bell()} />, document.getElementById('desk') as HTMLElement)
void board.open()
