/* watch.h - a deadline: a thread that raises the interrupt flag when it passes. */
#ifndef CNX_BASE_WATCH_H
#define CNX_BASE_WATCH_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Watch Watch;

/* Sets *flag in `ms` milliseconds unless it is set by then; NULL when no thread is to be had. */
Watch *watch_new(volatile sig_atomic_t *flag, int64_t ms);

/* Ends the watch, lowers the flag if the watch raised it, and says whether it did. */
bool watch_end(Watch *watch);

#endif
