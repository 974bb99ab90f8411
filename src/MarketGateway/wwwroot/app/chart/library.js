/**
 * What is used of the library that draws charts: bundled, the rest of it stays at home.
 * @module
 */
export { CandlestickSeries, createChart, HistogramSeries, LineSeries } from 'lightweight-charts';
