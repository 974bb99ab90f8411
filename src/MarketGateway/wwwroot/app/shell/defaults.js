/**
 * All that a user can choose and the page remembers, as it is before anybody chose.
 * @module
 */
export const defaults = {
  /** Null: what the system says. */
  theme: null,
  search: '',
  venue: '',
  assetClass: '',
  /** The list that is shown; empty: all symbols. */
  list: '',
  lists: {},
  favourites: [],
  columns: ['last', 'change', 'bid', 'ask', 'trail'],
  /** The column, and whether the largest is on top. */
  sort: ['symbol', false],
  /** Levels per side; 0: as many as fit. */
  depth: 0,
  /** Prices stay where they are, and the market moves over them. */
  isAnchored: false,
  /** Prices to hear of, by symbol. */
  alerts: {},
  /** What stands below the desk: kind and symbol of each. */
  panels: [],
  chart: 'candles',
  /** In seconds. */
  period: 1,
  tapeSide: '',
  /** In usual sizes of the symbol. */
  tapeSize: 0,
  interval: 500,
  pace: 0,
  busy: 0,
};
