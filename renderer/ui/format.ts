/** How numbers, times and dates are written: tabular, a true minus, a no-break space before a unit. Leaves parsing out. */

const SPACE = '\u00a0';
const MINUS = '\u2212';
const NONE = '–';

/** Making one takes longer than using it a hundred times. */
const formats = new Map<string, Intl.NumberFormat>();
// A sign before nothing but zeros says nothing: `negative` leaves it out.
function formatOf(kind: 'decimals' | 'digits', count: number): Intl.NumberFormat {
  const key = `${kind} ${count}`;
  const options = kind === 'digits' ? { maximumSignificantDigits: count } : { minimumFractionDigits: count, maximumFractionDigits: count };
  const format = formats.get(key) ?? new Intl.NumberFormat('en-US', { ...options, signDisplay: 'negative' });
  formats.set(key, format);
  return format;
}

const withMinus = (text: string): string => text.replace('-', MINUS);

/** "1,506,000"; what nobody can count is written as a power of ten */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  if (Math.abs(value) >= 1e15) return formatNumber(value);
  return withMinus(formatOf('decimals', 0).format(Math.round(value)));
}

/** Fixed decimals: "0.830" */
export function formatDecimals(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return NONE;
  return withMinus(formatOf('decimals', decimals).format(value));
}

/** Significant digits, nothing superfluous: "0.01", "12.3", "1.5e−7" */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return NONE;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  if (size < 1e-4 || size >= 1e15) return withMinus(rounded.toExponential());
  return withMinus(formatOf('digits', digits).format(rounded));
}

/** A fraction as "83.2 %" */
export function formatPercent(fraction: number, decimals = 1): string {
  return Number.isFinite(fraction) ? `${formatDecimals(fraction * 100, decimals)}${SPACE}%` : NONE;
}

/** What a number may be and begins with: "From 1 to 1,000 samples. Default: 32."; undefined where nothing is known. */
export function rangeWords(of: {
  readonly min: number;
  readonly max: number;
  readonly unit?: string | undefined;
  readonly usual?: number | string | null;
}): string | undefined {
  const { min, max, unit, usual = null } = of;
  const after = unit === undefined ? '' : `${SPACE}${unit}`;
  const [low, high] = [Number.isFinite(min), Number.isFinite(max)];
  const range =
    low && high
      ? `From ${formatNumber(min, 12)} to ${formatNumber(max, 12)}${after}.`
      : low
        ? `At least ${formatNumber(min, 12)}${after}.`
        : `At most ${formatNumber(max, 12)}${after}.`;
  const words = [
    ...(low || high ? [range] : []),
    ...(usual === null ? [] : [`Default: ${typeof usual === 'number' ? formatNumber(usual, 12) : usual}.`]),
  ];
  return words.length === 0 ? undefined : words.join(' ');
}

/** "1 run", "100 runs" */
export function plural(count: number, singular: string, several = `${singular}s`): string {
  return `${formatCount(count)}${SPACE}${count === 1 ? singular : several}`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest units: "< 1 s", "8 s", "1 min 50 s", "2 h 5 min" */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 1) return `<${SPACE}1${SPACE}s`;
  const scale = UNITS.findIndex(([, size]) => seconds >= size);
  // Rounding to the smaller unit shown first keeps "1 min 60 s" from ever being written.
  const step = UNITS[Math.min(scale + 1, UNITS.length - 1)][1];
  let rest = Math.round(seconds / step) * step;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0 && parts.length < 2) parts.push(`${formatCount(amount)}${SPACE}${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.join(' ');
}

/** An estimate, no more exact than it is: "about 40 s", "about 2 min", "under a second" */
export function formatAbout(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 1) return 'under a second';
  const nice = (value: number): number => (value < 20 ? Math.round(value) : Math.round(value / 5) * 5);
  if (seconds < 57.5) return `about ${formatDuration(nice(seconds))}`;
  if (seconds < 3600) return `about ${formatDuration(Math.max(1, Math.round(seconds / 60)) * 60)}`;
  if (seconds < 36 * 3600) return `about ${formatDuration(Math.round(seconds / 900) * 900)}`;
  return `about ${plural(Math.round(seconds / 86_400), 'day')}`;
}

/** "0.4 GB" (decimal units) */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return NONE;
  const scale = [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const;
  const [unit, size] = scale.find(([, limit]) => bytes >= limit / 10) ?? (['B', 1] as const);
  const value = bytes / size;
  return `${formatDecimals(value, value < 10 && unit !== 'B' ? 1 : 0)}${SPACE}${unit}`;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Time of day: "14:02" */
export function formatTime(at: number): string {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** "Today 11:20", "Yesterday 18:40", "Mon 16:05", "12 Mar", "12 Mar 2024" */
export function formatWhen(at: number, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  const startOfDay = (day: Date): number => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((startOfDay(today) - startOfDay(date)) / 86_400_000);
  if (days === 0) return `Today ${formatTime(at)}`;
  if (days === 1) return `Yesterday ${formatTime(at)}`;
  if (days > 1 && days < 7) return `${WEEKDAYS[date.getDay()]} ${formatTime(at)}`;
  const day = `${String(date.getDate())}${SPACE}${MONTHS[date.getMonth()]}`;
  return date.getFullYear() === today.getFullYear() ? day : `${day} ${String(date.getFullYear())}`;
}

/** The same within a sentence: "today 14:02". */
export function formatWhenWithin(at: number, now: number): string {
  return formatWhen(at, now).replace(/^(Today|Yesterday)/, (word) => word.toLowerCase());
}
