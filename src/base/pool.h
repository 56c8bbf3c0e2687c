/* pool.h - the process's threads for heavy loops.

   Work is cut into tasks whose boundaries never depend on the number of threads; which thread runs
   a task is not fixed, so a task must compute the same bits wherever it runs and write where no
   other task writes. The threads (CNX_THREADS, or one per online processor, the caller being one
   of them) are made on first use and wait, never joined, until the process ends; they look for
   the next run for a tenth of a millisecond, then sleep. A thread begins with the same share of the
   tasks in every run. */
#ifndef CNX_BASE_POOL_H
#define CNX_BASE_POOL_H

#include "base/cx.h"

typedef struct PoolRun PoolRun;

typedef void (*PoolTask)(PoolRun *run, int64_t index, void *closure);

/* Runs the tasks 0..count-1, in any order, and returns when all have ended. False when the work was
   interrupted (recorded in cx) or a task called pool_stop: some tasks have then not run. When
   several threads call it at once, all but the first run their tasks themselves. A task does not
   call it. */
bool pool_run(Cx *cx, int64_t count, PoolTask task, void *closure);

/* The same on the calling thread alone, in order. */
bool pool_run_here(Cx *cx, int64_t count, PoolTask task, void *closure);

/* How many threads a run may have: for those who must have threads of their own. */
int pool_threads(void);

/* For a task to ask at least every 10 ms: true when it should return at once. Polls
   interrupted(cx) when it runs on the thread that called pool_run. */
bool pool_stopped(PoolRun *run);

/* Lets the other tasks end early; pool_run returns false. */
void pool_stop(PoolRun *run);

#endif
