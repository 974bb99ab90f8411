/**
 * What has no price in it, or many: fetched and begun after the first quote, so that a slow line carries that first.
 * @module
 */
import { ChartPart } from '../chart/chart-part.js';
import { byId } from '../lib/dom.js';
import { SpeedPanel } from '../speed/speed-panel.js';
import { TapePart } from '../trades/tape-part.js';
import { Workspace } from './workspace.js';

/** @param {() => string | null} chosen the symbol that a new panel shows */
export function makeLaterParts(desk, chosen) {
  const workspace = new Workspace(byId('workspace'), byId('pin-buttons'), desk, chosen);
  const parts = [
    new ChartPart(byId('chart'), desk), new TapePart(byId('tape'), desk), new SpeedPanel(byId('speed'), desk),
  ];
  return { workspace, parts };
}
