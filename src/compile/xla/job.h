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

/* The monotonic clock, in nanoseconds. */
int64_t nanoseconds(void);

/* Does job->work on another thread. True when it is done, and the job is the caller's again; false
   when it was interrupted or could not be begun: the job is then gone, or will be. For `patience`
   nanoseconds one looks for the end, and takes a processor, before one sleeps. */
bool job_run(CnxRun *run, Job *job, int64_t patience);

/* To be called once, after a plugin was opened. */
void jobs_guard_exit(void);

/* Calls job->discard on another thread, which may take its time. */
void job_leave(Job *job);

bool event_is_ready(const Pjrt *p, PjrtEvent *event);

/* Waits until the event is ready, with patience as above; false when interrupted. The event's error
   is given to *error, which is then the caller's. */
bool event_wait(CnxRun *run, const Pjrt *p, PjrtEvent *event, int64_t patience, PjrtError **error);

#endif
