/** Where the window was last time; a small JSON file. Whatever is wrong with it, the window opens in the middle of the screen. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(400).max(20_000), height: z.int().min(300).max(20_000) });
const state = z.object({ bounds, isMaximized: z.boolean() });

/** In pixels of the screen that are independent of its scale. */
export type Bounds = z.output<typeof bounds>;
export type WindowState = z.output<typeof state>;

/** The part of the title bar that must be on a screen for the window to be dragged. */
const graspPixels = 100;

/** null where there is none, it cannot be read, or its screen is no longer there. */
export function restoredState(file: string, screens: readonly Bounds[]): WindowState | null {
  const saved = state.safeParse(readJson(file));
  return saved.success && screens.some((screen) => isWithinReach(saved.data.bounds, screen)) ? saved.data : null;
}

function isWithinReach(window: Bounds, screen: Bounds): boolean {
  const overlap = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return overlap >= graspPixels && window.y >= screen.y && window.y <= screen.y + screen.height - graspPixels;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Written beside and renamed: never half a file. Throws where the directory cannot be written to. */
export function saveState(file: string, windowState: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(windowState));
  renameSync(`${file}.new`, file);
}
