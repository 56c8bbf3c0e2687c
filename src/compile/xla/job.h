/* job.h - work that nothing can stop, done on a thread of its own, so that Ctrl-C can leave it.

   The threads stay: one that has just done a job looks for the next for a moment before it sleeps,
   so that handing over costs little between calls in a row.

   XLA's threads do not bear that a process which ends takes down what they use, whether something
   was left or not. So once a plugin is open, the process ends at once after the exit handlers that
   came later than it. */
#ifndef CNX_COMPILE_XLA_JOB_H
#define CNX_COMPILE_XLA_JOB_H

#include "compile/xla/pjrt.h"

#include <pthread.h>

typedef struct Job Job;
struct Job {
    void (*work)(Job *job);
    void (*discard)(Job *job); /* frees it with its outcome: nobody waits any more */
};

/* Does job->work on another thread. True when it is done, and the job is the caller's again; false
   when it was interrupted or could not be begun: the job is then gone, or will be. */
bool job_run(CnxRun *run, Job *job);

/* To be called once, after a plugin was opened. */
void jobs_guard_exit(void);

/* Calls job->discard on another thread, which may take its time. */
void job_leave(Job *job);

/* Waits until the event is ready; false when interrupted. The event's error is given to *error,
   which is then the caller's. */
bool event_wait(CnxRun *run, const Pjrt *p, PjrtEvent *event, PjrtError **error);

#endif
