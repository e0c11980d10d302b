/** The screens in the rail, with their icon, and the keys that lead there. */
import Activity from '@lucide/svelte/icons/activity';
import BookOpen from '@lucide/svelte/icons/book-open';
import ChartSpline from '@lucide/svelte/icons/chart-spline';
import Cpu from '@lucide/svelte/icons/cpu';
import Database from '@lucide/svelte/icons/database';
import History from '@lucide/svelte/icons/rotate-ccw-clock';
import House from '@lucide/svelte/icons/house';
import Settings from '@lucide/svelte/icons/settings';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import type { Route } from '#renderer/state/route.ts';
import type { IconComponent } from '#renderer/ui/icon.ts';

export interface Destination {
  readonly route: Route;
  readonly label: string;
  readonly icon: IconComponent;
  /** Typed after g. */
  readonly key: string;
  readonly group: 'work' | 'data' | 'lab';
}

export const DESTINATIONS: readonly Destination[] = [
  { route: { screen: 'home' }, label: 'Home', icon: House, key: 'h', group: 'work' },
  { route: { screen: 'design' }, label: 'Design', icon: SlidersHorizontal, key: 'd', group: 'work' },
  { route: { screen: 'live', id: null }, label: 'Live', icon: Activity, key: 'l', group: 'work' },
  { route: { screen: 'history', id: null }, label: 'History', icon: History, key: 'r', group: 'work' },
  { route: { screen: 'compare', ids: [] }, label: 'Compare', icon: ChartSpline, key: 'c', group: 'work' },
  { route: { screen: 'datasets' }, label: 'Datasets', icon: Database, key: 'a', group: 'data' },
  { route: { screen: 'learn', page: null, term: null }, label: 'Learn', icon: BookOpen, key: 'n', group: 'data' },
  { route: { screen: 'engines' }, label: 'Engines', icon: Cpu, key: 'e', group: 'lab' },
  { route: { screen: 'settings' }, label: 'Settings', icon: Settings, key: 's', group: 'lab' },
];
