/** Runs beside every file of the `unit` project: they share a process, so no clock of a test may reach the next file. */
import { afterEach, vi } from 'vitest';

afterEach(() => void vi.useRealTimers());
